import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Path of a file that ships with the package; src/ and dist/ lie at the same depth. */
export function packagePath(...parts: string[]): string {
  return join(root, ...parts);
}
