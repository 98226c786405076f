import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './support.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * Bundles the command line into a folder: main.js, and the files that it loads when a command needs them, all of them
 * CommonJS, which V8 can be given with its compiled code, and ASCII.
 */
export async function bundle(folder) {
  const chunks = [
    ...(await bundled({ run: 'src/cli/run.ts' }, { chunkFileNames: '[name]-[hash].js' })),
    ...(await bundled({ main: 'src/cli/main.ts' })),
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  for (const { fileName, code, map } of chunks) {
    writeFileSync(join(folder, fileName), code);
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

async function bundled(input, output = {}) {
  const build = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    // Of a native module only the package itself finds its binary.
    external: ['koffi'],
    // Importing a module does nothing but for what it exports.
    treeshake: { moduleSideEffects: false },
    // rp2040js looks for a clock by it.
    checks: { eval: false },
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
