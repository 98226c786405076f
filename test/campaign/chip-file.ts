import { readFileSync } from 'node:fs';
import type { ChipFacts } from './facts.js';

/** What the campaign looks at of an otpforge.chip/1 file. */
export interface ChipCells {
  readonly device: string;
  readonly uid: string;
  readonly otp: Uint8Array;
  /** Write units of the OTP that are spent, weak or damaged, by number. */
  readonly units: ReadonlyMap<number, string>;
  /** Offsets of bits in the OTP that got less than a whole program operation. */
  readonly short: readonly number[];
  readonly main: (address: number) => number;
}

interface FileCells {
  readonly data: readonly { readonly offset: number; readonly base64: string }[];
  readonly units?: readonly { readonly unit: number; readonly state: string }[];
  readonly short?: readonly { readonly offset: number }[];
}

interface ChipFile {
  readonly device: string;
  readonly uid: string;
  readonly otp: FileCells;
  readonly main: FileCells;
}

/** Reads a chip file, or the same document from memory. */
export function chipCells(source: string | object, facts: ChipFacts): ChipCells {
  const file: ChipFile = JSON.parse(
    typeof source === 'string' ? readFileSync(source, 'utf8') : JSON.stringify(source),
  );
  const otp = new Uint8Array(facts.otpSize).fill(0xff);
  for (const { offset, base64 } of file.otp.data) otp.set(Buffer.from(base64, 'base64'), offset);
  const main = file.main.data.map(({ offset, base64 }) => ({ offset, bytes: Buffer.from(base64, 'base64') }));
  return {
    device: file.device,
    uid: file.uid,
    otp,
    units: new Map((file.otp.units ?? []).map(({ unit, state }) => [unit, state])),
    short: (file.otp.short ?? []).map(({ offset }) => offset),
    main: (address) => {
      const at = address - facts.flashBase;
      const run = main.find(({ offset, bytes }) => at >= offset && at < offset + bytes.length);
      return run ? (run.bytes[at - run.offset] ?? 0xff) : 0xff;
    },
  };
}
