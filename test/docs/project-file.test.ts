import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFormat, configSchema } from '../../src/cli/config-schema.js';
import { parseYaml } from '../../src/files/yaml.js';

const page = await readFile('docs/project-file.md', 'utf8');

// The variables of a line's programs are in pages of their own.
const given = await Promise.all(['docs/line.md', 'docs/outputs.md'].map((name) => readFile(name, 'utf8')));
const isGiven = (variable: string) => given.some((text) => text.includes(`\`${variable}`));

describe('docs/project-file.md', () => {
  it('tells what every key stands for, and of no other', () => {
    const keys = [...page.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, key]) => key);
    expect(['format', ...keys].toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });

  it('names every environment variable that is looked at', async () => {
    const sources = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
    const texts = await Promise.all(sources.map((name) => readFile(join('src', name), 'utf8')));
    const used = new Set(texts.flatMap((text) => text.match(/\bOTPFORGE_[A-Z_]+\b/g) ?? []));
    const named = [...page.matchAll(/^\| `(OTPFORGE_\w+)`/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual([...used].filter((variable) => !isGiven(variable)).toSorted());
  });

  it('shows a file that is read', () => {
    const text = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
    expect(parseYaml({ text, file: 'otpforge.yaml', ...configFormat }, configSchema).value).toMatchObject({
      probe: 'jlink:',
    });
  });
});
