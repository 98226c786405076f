import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
// What `npm run formats` writes for a release.
import { producedFiles } from '../../scripts/formats-files.mjs';
import { otpforge } from '../support/cli.js';
import { formatOfFile, released } from './known.js';
import { lostKeys } from './shape.js';

const files = readdirSync(released).flatMap((version) =>
  readdirSync(join(released, version)).map((name) => [name, join(released, version, name)] as const),
);
// Its keys are hashes.
const documents = files.filter(([name]) => name.endsWith('.json') && name !== 'rehearsed.json');

describe('what this version writes', () => {
  let now: ReadonlyMap<string, Buffer>;
  beforeAll(async () => {
    now = await producedFiles(otpforge);
    // It runs more than fifty commands, and other tests run beside it.
  }, 600_000);

  it.each(documents)('has every key that %s had, unless its format is another', (name, path) => {
    const text = now.get(name)?.toString() ?? '';
    expect(text, `${name} is written no more`).not.toBe('');
    const old = JSON.parse(readFileSync(path, 'utf8'));
    const document = JSON.parse(text);
    if (document.format === formatOfFile(path)) expect(lostKeys(old, document)).toEqual([]);
    else expect(majorOf(document.format)).toBeGreaterThan(majorOf(old.format));
  });

  it('is what a release keeps', () => {
    const kept = readdirSync(join(released, JSON.parse(readFileSync('package.json', 'utf8')).version));
    expect([...now.keys()].toSorted()).toEqual(kept.toSorted());
  });
});

function majorOf(format: string): number {
  return Number(format.split('/')[1]);
}
