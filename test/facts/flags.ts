import { describedName, spellings } from './claims/spelling.js';
import type { ControllerFile } from './descriptions.js';
import { namesOfFamily, type Subject, subjectOf } from './subject.js';

/** Bits that a controller writes as one and that are reserved on some line of its families. */
export function reservedBits({ families, status, control, cache }: ControllerFile): string[] {
  const written = [
    ...status.clear.bits.map((bit) => [status.register, bit] as const),
    ...[control.program, control.lock].map((bit) => [control.register, bit] as const),
    ...(cache === undefined ? [] : ['DCEN', 'DCRST'].map((bit) => [cache.register, bit] as const)),
  ];
  return families.flatMap((family) => {
    const chips = subjectOf(family, namesOfFamily(family));
    const reserved = written.filter(([register, bit]) => !haveAll(chips, register, bit));
    return reserved.map((bit) => `${family}: ${bit.join('.')}`);
  });
}

/** Errors of reads and of the CRC unit, which end no programming: SNECCERR, DBECCERR and CRCRDERR of H7. */
const ofReads = /ECCERR$|^CRC/;

/** Flags of the status register that the headers have and a controller does not wait for or report. */
export function missingFlags({ families, status }: ControllerFile): string[] {
  const { register, busy, pending = [], errors } = status;
  return families.flatMap((family) => {
    const chips = subjectOf(family, namesOfFamily(family));
    const flags = chips.symbols(`FLASH_${register}_`).map(describedName);
    const busyFlags = flags.filter((flag) => flag.includes('BSY'));
    const errorFlags = flags.filter(
      (flag) => flag.endsWith('ERR') && !ofReads.test(flag) && haveAll(chips, register, flag),
    );
    const missing = [
      ...busyFlags.filter((flag) => ![...busy, ...pending].includes(flag)),
      ...errorFlags.filter((flag) => !errors.includes(flag)),
    ];
    return missing.map((flag) => `${family}: ${flag}`);
  });
}

/** Whether all lines have the bit. */
function haveAll(chips: Subject, register: string, bit: string): boolean {
  return spellings(bit).some((name) => chips.commonBits(`FLASH_${register}_${name}`) !== 0);
}
