import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Description, Line } from './judge.js';
import type { Json } from './leaves.js';

export interface BankFile extends Description {
  readonly family: string;
  readonly lines: readonly (Line & { readonly mainFlash?: Json })[];
  /** Left out where they are behind registers alone. */
  readonly optionBytes?: readonly { readonly base: number; readonly size: number }[];
}

export interface ControllerFile extends Description {
  readonly families: readonly string[];
  readonly status: {
    readonly register: string;
    readonly busy: readonly string[];
    readonly pending?: readonly string[];
    readonly errors: readonly string[];
    readonly clear: { readonly bits: readonly string[] };
  };
  readonly control: { readonly register: string; readonly program: string; readonly lock: string };
  readonly cache?: { readonly register: string };
}

/** The descriptions of a folder of the package, each with its file name. */
export function descriptionsIn<Of extends Description>(folder: string): (readonly [string, Of])[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => [file, parse(readFileSync(`${folder}/${file}`, 'utf8'))]);
}

export function namesOf(bank: BankFile): string[] {
  return bank.lines.flatMap((line) => Object.keys(line.devices));
}
