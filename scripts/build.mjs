import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { bundlePage } from './bundle-page.mjs';
import { makeCodeCache } from './code-cache.mjs';
import { checkedOut } from './commit.mjs';
import { root, run } from './support.mjs';

// Built beside and swapped in, so that a running command or test never sees half a build.
const fresh = `dist-${process.pid}`;
let status = 1;
try {
  status = run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--outDir',
    fresh,
    // `verify` has checked the types of all sources beside it.
    ...(process.argv.includes('--no-check') ? ['--noCheck'] : []),
  ]);
  if (status === 0) await finish(`${root}${fresh}`);
} finally {
  rmSync(`${root}${fresh}`, { recursive: true, force: true });
}
process.exit(status);

async function finish(folder) {
  // The library keeps its modules; the command line is a bundle, with the page of a station and its packages in it.
  for (const name of ['cli', 'page']) rmSync(`${folder}/${name}`, { recursive: true });
  for (const name of ['schemas.js', 'schemas.d.ts']) rmSync(`${folder}/${name}`);
  await writeBanks(folder);
  writeFileSync(`${folder}/commit.txt`, `${checkedOut() ?? 'unknown'}\n`);
  await bundle(`${folder}/cli`);
  await bundlePage(`${folder}/cli/page`);
  makeCodeCache(`${folder}/cli/main.js`);
  rmSync(`${root}dist`, { recursive: true, force: true });
  renameSync(folder, `${root}dist`);
}

/** The banks as JSON, which a command reads instead of the YAML. */
async function writeBanks(folder) {
  const { buildBanks } = await import(pathToFileURL(`${folder}/bank/build-banks.js`));
  mkdirSync(`${folder}/banks`);
  for (const [name, text] of buildBanks(`${root}banks`)) writeFileSync(`${folder}/banks/${name}`, text);
}
