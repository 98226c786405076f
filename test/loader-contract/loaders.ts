import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type LoaderElf, readLoader } from '../../src/loader/index.js';
import type { BankName } from './machine.js';

/** The built loader of a bank, as it ships. */
export async function readBuiltLoader(bank: BankName): Promise<LoaderElf> {
  const file = fileURLToPath(new URL(`../../firmware/loaders/${bank}.elf`, import.meta.url));
  return readLoader(await readFile(file), file);
}
