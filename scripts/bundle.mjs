import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './support.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * Bundles the command line into a folder: main.js, and the files that it loads when a command needs them, all of them
 * CommonJS, which V8 can be given with its compiled code, and ASCII. A test may give another module that exports `run`, and
 * plugins that change what is in it.
 */
export async function bundle(folder, { run = 'src/cli/run.ts', plugins = [] } = {}) {
  const chunks = [
    ...(await bundled({ run }, { chunkFileNames: '[name]-[hash].js', codeSplitting: { groups } }, plugins)),
    ...(await bundled({ main: 'src/cli/main.ts' })),
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  for (const { fileName, code, map } of chunks) {
    writeFileSync(join(folder, fileName), withLazyRequires(code));
    // The bundler's own helpers have none.
    if (map) writeFileSync(join(folder, `${fileName}.map`), sourceMap(map));
  }
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(modules));
}

/** Bundles a module of src/ with all that it imports into one file of text. */
export async function bundledModule(file) {
  const [chunk] = await bundled(file, { format: 'esm', codeSplitting: false });
  return chunk.code;
}

/**
 * What is loaded together, since each file that a command loads costs it time. Schemas and what reads YAML are left apart:
 * many commands can do without zod and yaml.
 */
const groups = [
  ['zod', ['node_modules/zod/']],
  ['yaml', ['node_modules/yaml/']],
  [
    'reading',
    [
      'src/layout/(?:schema|load|unit-json|unit-files)',
      'src/files/yaml',
      'src/image/bound-hex-schema',
      'src/api/layout-target',
      'src/cli/config-',
    ],
  ],
  ['schemas', ['src/bank/(?:schema|parse|build-banks)', 'src/files/path-below']],
  [
    'base',
    [
      'src/(?:errors|text|range|target|files|bank|image|elf|secrets)/',
      'src/family/device-name',
      'src/probe/(?:kinds|uri|files|past-runs|open|gdb/server-kinds)',
      'node_modules/fastest-levenshtein/',
    ],
  ],
  ['commands', ['src/cli/', 'node_modules/commander/']],
  ['layout', ['src/layout/']],
  [
    'burn',
    [
      'src/(?:burn|journal|redaction|rehearsal)/',
      'src/loader/(?:built-loader|contract/|facts|flash-device|lint|loader-elf|manifest)',
      'src/api/(?:plan|program|target|history|past-|other-unit|public-fields|stop-guard|unit-(?!data))',
    ],
  ],
  ['chip', ['src/chip/', 'src/probe/(?:sim|faulty-probe)', 'node_modules/rp2040js/']],
].map(([name, paths], index) => ({
  name,
  test: new RegExp(paths.join('|').replaceAll('/', String.raw`[\\/]`)),
  priority: -index,
  includeDependenciesRecursively: false,
}));

/** The core of rp2040js from its own file, which the package does not export; see src/chip/core/core-class.ts. */
const coreAlone = {
  name: 'core-alone',
  load(id) {
    if (!/src[\\/]chip[\\/]core[\\/]core-class\.ts$/.test(id)) return null;
    const file = join(root, 'node_modules', 'rp2040js', 'dist', 'esm', 'cortex-m0-core.js');
    return {
      code: `import { CortexM0Core } from ${JSON.stringify(file)};\nexport const coreClass = () => CortexM0Core;\n`,
      moduleType: 'js',
    };
  },
};

/** Makes what a file requires load when it is first used: a command loads no more than it runs. */
function withLazyRequires(code) {
  const names = [];
  const lines = code.replace(
    /^(?:const|let) (\w+) = require\("([^"]+)"\);$(\n\1 = (\S*__toESM)\(\1, 1\);$)?/gm,
    (_, name, path, wrapped, wrap) => {
      names.push(name);
      const load = wrapped ? `${wrap}(require("${path}"), 1)` : `require("${path}")`;
      return `let ${name}$; const ${name} = () => ${name}$ ??= ${load};${wrapped ? '\n' : ''}`;
    },
  );
  // Each is used by its members alone; `new` would take the call itself for what it is to make.
  return names.reduce(
    (text, name) => text.replace(new RegExp(`\\b(new )?${name}(?=\\.)`, 'g'), `$1(${name}())`),
    lines,
  );
}

/** commander starts a program only for commands that are files of their own, which ours are not. */
const lateChildProcess = {
  name: 'late-child-process',
  transform(code, id) {
    if (!/commander[\\/]lib[\\/]command\.js$/.test(id)) return null;
    const late = code
      .replace("const childProcess = require('node:child_process');", '')
      .replaceAll('childProcess.spawn(', "require('node:child_process').spawn(");
    if (late.includes('childProcess'))
      throw new Error(`${id}: uses node:child_process in a way that is not known`);
    return { code: late };
  },
};

async function bundled(input, output = {}, plugins = []) {
  const build = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    plugins: [...plugins, coreAlone, lateChildProcess],
    // Of a native module only the package itself finds its binary; pg loads what it is given, and is optional.
    external: ['koffi', 'pg'],
    // Importing a module does nothing but for what it exports.
    treeshake: { moduleSideEffects: false },
    // rp2040js looks for a clock by eval; commands share modules; what is transformed here keeps its lines.
    checks: { eval: false, ineffectiveDynamicImport: false, sourcemapBroken: false },
    preserveEntrySignatures: 'allow-extension',
  });
  const { output: files } = await build.generate({
    dir: 'dist/cli',
    format: 'cjs',
    charset: 'ascii',
    sourcemap: true,
    comments: false,
    // Code that is loaded by hand must not import: the folder that it is looked up from is not its own.
    dynamicImportInCjs: false,
    ...output,
  });
  await build.close();
  return files.filter(({ type }) => type === 'chunk');
}

/** Where each line comes from; the sources themselves would make the package three times as large. */
function sourceMap({ version, file, names, sources, mappings }) {
  return JSON.stringify({ version, file, names, sources, mappings });
}
