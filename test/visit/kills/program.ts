import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

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
/** Only what this module imports from Node.js. */
const lineWriter = 'src/journal/write-lines.ts';
const mark = '?wrapped';

/** Puts `otpforge`, with a place before its arguments where it kills itself, into a folder. Returns what Node.js runs. */
export async function killableProgram(folder: string): Promise<string> {
  const build = await rolldown({
    input: 'test/visit/kills/process.ts',
    platform: 'node',
    external: ['pg', 'koffi', '@photostructure/sqlite'],
    plugins: [wrapping],
    treeshake: { moduleSideEffects: false },
    checks: { eval: false, ineffectiveDynamicImport: false },
  });
  const { output } = await build.generate({
    format: 'cjs',
    codeSplitting: false,
    dynamicImportInCjs: false,
    charset: 'ascii',
    comments: false,
  });
  await build.close();
  // The package finds its files two folders up from its code.
  const code = join(folder, 'dist', 'cli');
  mkdirSync(code, { recursive: true });
  for (const name of [
    'firmware',
    'banks',
    'controllers',
    'node_modules',
    'package.json',
    join('dist', 'banks'),
  ])
    symlinkSync(resolve(name), join(folder, name));
  writeFileSync(join(code, 'otpforge.cjs'), output[0].code);
  writeFileSync(join(code, 'main.cjs'), loader);
  return join(code, 'main.cjs');
}

/** Keeps what V8 has compiled when the first process ends by itself, so that the others start sooner. */
const loader = `const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const [file, cache] = ['otpforge.cjs', 'otpforge.cache'].map((name) => __dirname + '/' + name);
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const head = '(function (exports, require, module, __filename, __dirname) {';
const script = new Script(head + readFileSync(file, 'latin1') + '})', { filename: file, cachedData });
if (!cachedData) process.on('exit', () => writeFileSync(cache, script.createCachedData()));
script.runInThisContext()({}, require, { exports: {} }, file, __dirname);
`;

const wrapping: Plugin = {
  name: 'wrapping',
  resolveId(id, importer) {
    if (!importer || importer.endsWith(mark)) return null;
    if (id === 'node:fs' && importer === resolve(lineWriter)) return `node:fs${mark}`;
    if (!id.startsWith('.')) return null;
    const target = resolve(importer, '..', id.replace(/\.js$/, '.ts'));
    return Object.keys(wrapped).some((file) => resolve(file) === target) ? `${target}${mark}` : null;
  },
  load(id) {
    if (!id.endsWith(mark)) return null;
    const target = id.slice(0, -mark.length);
    const names = Object.entries(wrapped).find(([file]) => resolve(file) === target)?.[1] ?? [
      'writeFileSync',
    ];
    const [from, wraps] = [target, resolve('test/visit/kills/reached.ts')].map((path) =>
      JSON.stringify(path),
    );
    const lines = names.map((name) => `export const ${name} = wraps.${name}(real.${name});`);
    const code = [
      `import * as real from ${from};`,
      `import { wraps } from ${wraps};`,
      `export * from ${from};`,
    ];
    return { code: [...code, ...lines].join('\n'), moduleType: 'js' };
  },
};
