import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support.mjs';

/** Whether dist/ is there and newer than all that it is built of. */
export function isBuildFresh() {
  const built = join(root, 'dist', 'cli', 'main.js');
  return existsSync(built) && Math.max(...['src', 'banks'].map(newest)) < statSync(built).mtimeMs;
}

function newest(folder) {
  const times = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (file) => statSync(join(root, folder, file)).mtimeMs,
  );
  return Math.max(...times);
}
