import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import { bundle } from '../../../scripts/bundle.mjs';
import { bundlePage } from '../../../scripts/bundle-page.mjs';

/** Functions that say where the process is, by the module from which the others import them. */
const wrapped: Readonly<Record<string, readonly string[]>> = {
  'src/ledger/index.ts': ['reserve', 'storeAnswer', 'setContent', 'claim', 'finish', 'openLedger'],
  'src/ledger/memory.ts': ['remember'],
  'src/journal/index.ts': ['appendToJournal'],
  'src/rehearsal/index.ts': ['rehearseWhen'],
  'src/burn/burn-otp.ts': ['burnOtp'],
  'src/visit/present-die.ts': ['presentDie'],
  'src/visit/index.ts': ['visit'],
};
/** Writes the lines of journals, by what it imports from Node.js. */
const lineWriter = 'src/journal/write-lines.ts';
const reached = JSON.stringify(resolve('test/visit/kills/reached.ts'));
const mark = '?wrapped';

/** Puts `otpforge`, which kills itself at the place in OTPFORGE_KILL_AT, into a folder. Returns what Node.js runs. */
export async function killableProgram(folder: string): Promise<string> {
  // The package finds its files two folders up from its code.
  await bundle(join(folder, 'dist', 'cli'), { run: 'test/visit/kills/run.ts', plugins: [wrapping] });
  await bundlePage(join(folder, 'dist', 'cli', 'page'));
  for (const name of [
    'firmware',
    'banks',
    'controllers',
    'node_modules',
    'package.json',
    join('dist', 'banks'),
  ])
    symlinkSync(resolve(name), join(folder, name));
  return mainOf(folder);
}

export function mainOf(folder: string): string {
  return join(folder, 'dist', 'cli', 'main.js');
}

const wrapping: Plugin = {
  name: 'wrapping',
  resolveId(id, importer) {
    if (!importer || importer.endsWith(mark)) return null;
    if (!id.startsWith('.')) return null;
    const target = resolve(importer, '..', id.replace(/\.js$/, '.ts'));
    return Object.keys(wrapped).some((file) => resolve(file) === target) ? `${target}${mark}` : null;
  },
  load(id) {
    if (!id.endsWith(mark)) return null;
    const target = id.slice(0, -mark.length);
    const [, names = []] = Object.entries(wrapped).find(([file]) => resolve(file) === target) ?? [];
    const from = JSON.stringify(target);
    const code = [
      `import * as real from ${from};`,
      `import { wraps } from ${reached};`,
      `export * from ${from};`,
      ...names.map((name) => `export const ${name} = ${wrap(name, `real.${name}`)};`),
    ];
    return { code: code.join('\n'), moduleType: 'js' };
  },
  transform(code, id) {
    if (id !== resolve(lineWriter)) return null;
    const lines = [
      code.replace('writeFileSync }', 'writeFileSync as realWrite }'),
      `import { wraps } from ${reached};`,
      `const writeFileSync = ${wrap('writeFileSync', 'realWrite')};`,
    ];
    return { code: lines.join('\n') };
  },
};

/** Wraps a function when it is first called, since its module may not have run before. */
function wrap(name: string, real: string): string {
  return `((made) => (...args) => (made ??= wraps.${name}(${real}))(...args))()`;
}
