import { fileURLToPath } from 'node:url';

/** A file of firmware/example. */
export function examplePath(name) {
  return fileURLToPath(new URL(`../firmware/example/${name}`, import.meta.url));
}
