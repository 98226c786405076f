import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerRows } from './support/layers.js';

interface Import {
  readonly file: string;
  readonly to: string;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));
const imports = files.flatMap((file) => importsOf(file));
const ranks = readRanks(readFileSync('CONTRIBUTING.md', 'utf8'));

describe('the layers of CONTRIBUTING.md', () => {
  it('name every folder of src once', () => {
    const folders = [...new Set(files.map(folderOf).filter((folder) => folder !== ''))];
    expect([...ranks.keys()].toSorted()).toEqual(folders.toSorted());
  });

  it('point one way: a folder imports only from rows below its own', () => {
    const upward = imports.flatMap(({ file, to }) => {
      const [from, target] = [folderOf(file), folderOf(to)];
      if (from === '' || from === target || target === '') return [];
      return (ranks.get(from) ?? 0) < (ranks.get(target) ?? 0) ? [] : [`${file} imports ${to}`];
    });
    expect(upward).toEqual([]);
  });

  it('see real imports, dynamic ones too', () => {
    const has = (file: string, to: string) => imports.some((each) => each.file === file && each.to === to);
    expect(has('burn/plan.ts', 'burn/hash.ts')).toBe(true);
    expect(imports.some(({ file, to }) => file.startsWith('probe/') && to === 'probe/jlink/index.ts')).toBe(
      true,
    );
  });
});

describe('what only one place may know', () => {
  it('keeps the simulated chip behind its probe, its servers and the command that serves it', () => {
    const knowing = imports
      .filter(({ file, to }) => folderOf(to) === 'chip' && folderOf(file) !== 'chip')
      .map(({ file }) => file)
      .filter((file) => !/^(server|dap)\//.test(file));
    expect([...new Set(knowing)].toSorted()).toEqual(chipUsers);
  });

  it('keeps koffi in the J-Link probe, databases in the ledger, hono in the page, execa in the toolchain, the guard of debug servers, dfu-util and signers', () => {
    const users = (name: string) =>
      files
        .filter((file) => new RegExp(`from '${name}'|import\\('${name}'\\)`).test(textOf(file)))
        .toSorted();
    expect(users('koffi')).toEqual(['doctor/koffi.ts', 'probe/jlink/library.ts']);
    expect(users('execa')).toEqual([
      'fuse/dfu/run.ts',
      'loader/toolchain.ts',
      'probe/guarded/end-tree.ts',
      'probe/guarded/guard.ts',
      'sign/run-program.ts',
    ]);
    for (const name of ['hono', 'hono/cookie', '@hono/node-server'])
      expect(users(name).every((file) => file.startsWith('page/'))).toBe(true);
    expect(users('pg').every((file) => file.startsWith('ledger/postgres/'))).toBe(true);
    expect(users('node:worker_threads')).toEqual(['ledger/sqlite/thread.ts', 'ledger/sqlite/worker.ts']);
  });
});

const chipUsers = [
  'api/simulate.ts',
  'probe/faulty-probe.ts',
  'probe/sim-copy.ts',
  'probe/sim.ts',
  'schemas.ts',
];

function readRanks(page: string): ReadonlyMap<string, number> {
  return new Map(layerRows(page).flatMap((row, rank) => row.map((folder) => [folder, rank] as const)));
}

function importsOf(file: string): readonly Import[] {
  const found = textOf(file).matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g);
  return [...found].map(([, fixed, dynamic]) => {
    const target = join(dirname(file), fixed ?? dynamic ?? '');
    return { file, to: normalize(target).split(sep).join('/').replace(/\.js$/, '.ts') };
  });
}

function textOf(file: string): string {
  return readFileSync(join('src', file), 'utf8');
}

/** Empty for index.ts and schemas.ts, which stand above all folders. */
function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}
