import { extname } from 'node:path';

/** Whether a file of a folder of banks describes one, by its name. */
export function isBankFile(name: string): boolean {
  return ['.yaml', '.yml'].includes(extname(name)) && !name.startsWith('.');
}
