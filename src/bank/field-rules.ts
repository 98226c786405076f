import { hex, hex32 } from '../text/hex.js';
import type { BankIssue } from './geometry.js';

/** Whether a field is one of a 32-bit register, and can hold some values. */
export function* fieldIssues(
  path: readonly PropertyKey[],
  { shift, mask }: { readonly shift: number; readonly mask: number },
  values: readonly (readonly [path: readonly PropertyKey[], value: number])[],
): Generator<BankIssue> {
  if (mask === 0 || mask * 2 ** shift > 0xffffffff) {
    yield {
      path: [...path, 'mask'],
      message: `${hex(mask)} shifted by ${shift} leaves no field of a 32-bit register`,
    };
    return;
  }
  for (const [at, value] of values) {
    if ((value & mask) >>> 0 === value) continue;
    yield {
      path: [...path, ...at],
      message: `${hex(value)} has bits outside the mask ${hex(mask)}, which counts after the shift`,
    };
  }
}

/** Whether an address is that of a word. */
export function* wordIssues(path: PropertyKey[], address: number | undefined): Generator<BankIssue> {
  if (address === undefined || address % 4 === 0) return;
  yield { path, message: `${hex32(address)} is not a register: it is not a multiple of 4` };
}
