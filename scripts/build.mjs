import { renameSync, rmSync } from 'node:fs';
import { root, run } from './support.mjs';

// Built beside and swapped in, so that a running command or test never sees half a build.
const fresh = `dist-${process.pid}`;
const status = run(process.execPath, [
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
  '--outDir',
  fresh,
]);
if (status === 0) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  renameSync(`${root}${fresh}`, `${root}dist`);
}
rmSync(`${root}${fresh}`, { recursive: true, force: true });
process.exit(status);
