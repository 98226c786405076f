import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const text = (file: string) => readFileSync(file, 'utf8');
const scripts = Object.keys(JSON.parse(text('package.json')).scripts);

describe('the workflow', () => {
  const file = text('.github/workflows/ci.yml');
  const { jobs } = parse(file);

  it('says that it has never run', () => {
    expect(file.split('\n')[0]).toMatch(/never run/);
  });

  it('has Node.js 20, 22 and 24 on Linux, macOS and Windows', () => {
    expect(jobs.linux.strategy.matrix).toEqual({ node: [20, 22, 24] });
    expect(jobs.others.strategy.matrix).toEqual({
      os: ['macos-latest', 'windows-latest'],
      node: [20, 22, 24],
    });
  });

  it('runs the whole verification on Linux, elsewhere the quick one and the demo, all of them scripts', () => {
    const runs = (job: { steps: { run?: string }[] }) =>
      job.steps.flatMap(({ run }) => (run === undefined ? [] : [run.replace('npm run ', '')]));
    expect(runs(jobs.linux)).toEqual(['verify']);
    expect(runs(jobs.others)).toEqual(['check', 'demo']);
    expect(scripts).toEqual(expect.arrayContaining([...runs(jobs.linux), ...runs(jobs.others)]));
  });
});

describe('the entry point of CI', () => {
  it('runs scripts that there are, Node.js 22 and 24 among them', () => {
    const [, steps = ''] = /const steps = \[(.*)\]/.exec(text('scripts/ci.mjs')) ?? [];
    const names = [...steps.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(names).toEqual(['verify', 'interop', 'nodes']);
    expect(scripts).toEqual(expect.arrayContaining(names));
    expect(text('scripts/nodes.mjs')).toContain("const versions = ['22', '24'];");
  });
});

describe('an issue', () => {
  it.each([
    ['bug', ['trace', 'journal']],
    ['hardware', ['trace']],
  ])('of the template %s asks for trace and journal lines', (name, ids) => {
    const { body } = parse(text(`.github/ISSUE_TEMPLATE/${name}.yml`));
    const asked = new Map<string, { attributes: object; validations?: { required: boolean } }>(
      body.map((field: { id: string }) => [field.id, field]),
    );
    for (const id of ids) expect(asked.get(id)?.validations?.required, id).toBe(true);
    const texts = ids.map((id) => JSON.stringify(asked.get(id)?.attributes)).join('\n');
    expect(texts).toMatch(/--trace/);
    expect(texts).toMatch(/journal/);
    expect(texts).toMatch(/begin.*end/);
  });
});

describe('docs/contributing/releasing.md', () => {
  it('names only scripts that there are', () => {
    const page = text('docs/contributing/releasing.md');
    const named = [...page.matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(scripts).toEqual(expect.arrayContaining(named));
  });
});
