import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import {
  asksForWrites,
  type FuseForm,
  type Mp1Line,
  type Partition,
  readFuses,
  serialOf,
} from '../mp1/index.js';

/** A chip as a fresh partition of it shows it. */
export interface DumpedChip {
  readonly dump: Partition;
  /** Words 13 to 15, which are the serial number of its USB device. */
  readonly uid: string;
  readonly lines: readonly Mp1Line[];
  /** Word 1. */
  readonly part: number;
}

/** Reads a dump that a plan may rest on. Errors: FILE_*, MP1_*, DEVICE_UNKNOWN. */
export async function readDump(path: string, device: string | undefined): Promise<DumpedChip> {
  return dumpedChip(await readBytes(path), path, device);
}

/** Errors: MP1_NO_DUMP (it is shown by mp1 show, and not planned against), MP1_SIZE, MP1_VERSION, MP1_OTHER_CHIP. */
export function dumpedChip(bytes: Uint8Array, path: string, device: string | undefined): DumpedChip {
  const { form, fuses, partition } = readFuses(bytes, { device });
  if (!partition) throw noDump(path, otherForms[form]);
  if (asksForWrites(partition)) throw noDump(path, 'a file that asks for writes, and no dump of a chip');
  const uid = serialOf(fuses);
  if (uid === undefined || /^0+$/.test(uid))
    throw noDump(path, 'a partition without a unique ID in words 13 to 15');
  return { dump: partition, uid, lines: fuses.lines, part: partition.words[1]?.value ?? 0 };
}

const otherForms: Readonly<Record<FuseForm, string>> = {
  partition: 'no whole partition',
  nvmem: 'an nvmem dump: it shows no locks, and zero for what it cannot read',
  'nvmem-text': 'text: it may be cut, and shows no locks',
  'partition-text': 'text: it may be cut or edited',
  'displ-text': 'text: it may be cut or edited',
};

function noDump(path: string, what: string): OtpforgeError {
  return new OtpforgeError('MP1_NO_DUMP', {
    message: `${path}: this is ${what}`,
    remedy:
      'Read the partition of this chip into a new file (dfu-util … -U dump.bin), and name that. otpforge mp1 show shows what you have.',
    details: { file: path },
  });
}
