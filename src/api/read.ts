import { type Bank, lockState } from '../bank/index.js';
import type { EccState, PlanChip, Refusal } from '../burn/index.js';
import { otpReader, readChipOtp } from '../burn/index.js';
import { writeAtomic } from '../files/write.js';
import { refuseOtherFormat, SparseImage, writeIntelHex } from '../image/index.js';
import {
  type DecodedField,
  type DecodedSlot,
  decodeLayout,
  decodeSlots,
  type ReadBytes,
} from '../layout/index.js';
import type { Medium, ProbeIdentity } from '../probe/index.js';
import { hexBytes } from '../text/hex.js';
import { type Hearing, hearing, type OnEvent } from './listener.js';
import { checkOptions, type Shape, text } from './options/index.js';
import { publicFields } from './public-fields.js';
import {
  namedFile,
  type Target,
  type TargetOptions,
  type TargetWork,
  targetShape,
  withTarget,
} from './target.js';

export interface ReadOptions extends TargetOptions {
  /** Write the whole bank here, secrets too: .bin as it is, anything else as Intel HEX. Only the user may read it. */
  readonly output?: string;
}

/** A call within a session. */
export type ReadCall = Omit<ReadOptions, keyof TargetOptions>;
export const readCallShape: Shape<ReadCall> = { output: text };

export interface ReadDocument {
  readonly format: 'otpforge.read/1';
  readonly result: 'done' | 'refused';
  /** What is behind the probe. */
  readonly medium: Medium;
  readonly device: string;
  readonly probe: ProbeIdentity;
  readonly chip: PlanChip;
  readonly refusals: readonly Refusal[];
  readonly base: number;
  /** The whole bank, lock bytes included, ".." for what could not be read; absent when a layout marks parts of it secret. */
  readonly bytes?: string;
  readonly lockedBlocks: readonly number[];
  /** Write units with an ECC error; a damaged one could not be read. */
  readonly ecc: readonly { address: number; state: EccState }[];
  readonly fields: readonly DecodedField[];
  /** Each slot of the layout's records; `fields` are those of the newest valid one. */
  readonly slots: readonly DecodedSlot[];
}

/**
 * Reads a chip's OTP, decoded by a layout where one is given. Writes nothing to the chip.
 * Errors: DEVICE_*, PROBE_*, TARGET_*, LAYOUT_INVALID, FILE_*, IMAGE_OUTPUT_FORMAT.
 */
export async function read(options: ReadOptions): Promise<ReadDocument> {
  checkOptions('read', options, { ...targetShape, ...readCallShape });
  const heard = hearing(options);
  return withTarget(heard, readWork(heard));
}

export function readWork({ output, onEvent }: ReadOptions & Hearing): TargetWork<void, ReadDocument> {
  return {
    files: namedFile('the output', output, true),
    read: async () => {
      if (output !== undefined && !isRaw(output)) refuseOtherFormat(output);
    },
    run: (target) => readTarget(target, output, onEvent),
  };
}

async function readTarget(
  { probe, medium, device, layout, secrets }: Target,
  output: string | undefined,
  onEvent: OnEvent,
): Promise<ReadDocument> {
  const { base, locks } = device.bank.otp;
  const { bytes, ecc, ...contents } = await readChipOtp(probe, device, onEvent);
  const refused = contents.refusals.length > 0;
  if (output !== undefined && !refused) {
    await writeAtomic(output, dump(output, device.bank, bytes, ecc), { mode: 0o600 });
  }
  const readOtp = otpReader(device.bank, { bytes, ecc }, contents.chip.uid);
  const readable: ReadBytes = refused ? () => undefined : readOtp;
  const fields = layout ? decodeLayout(layout, readable, 'unreadable') : [];
  return {
    format: 'otpforge.read/1',
    result: refused ? 'refused' : 'done',
    medium,
    device: device.name,
    ...contents,
    base,
    ...(!secrets &&
      !refused && {
        bytes: hexBytes(Array.from(bytes, (byte, at) => (readable(base + at, 1) ? byte : undefined))),
      }),
    lockedBlocks: locks && !refused ? lockedBlocks(bytes, locks) : [],
    ecc: [...ecc].map(([address, state]) => ({ address, state })),
    fields: publicFields(fields, secrets),
    slots: layout ? decodeSlots(layout, readable, refused ? 'unreadable' : 'damaged') : [],
  };
}

function lockedBlocks(bytes: Uint8Array, locks: NonNullable<Bank['otp']['locks']>): readonly number[] {
  return Array.from({ length: locks.count }, (_, block) => block).filter(
    (block) => lockState(locks, bytes[locks.offset + block]) !== 'open',
  );
}

// Intel HEX leaves damaged units out; raw binary cannot, and holds zeros there.
function dump(
  output: string,
  { otp }: Bank,
  bytes: Uint8Array,
  ecc: ReadonlyMap<number, EccState>,
): Uint8Array {
  if (isRaw(output)) return bytes;
  const origin = { source: { file: 'chip', kind: 'chip' as const } };
  const whole = SparseImage.fromChunks([{ address: otp.base, bytes, origin }]);
  const damaged = [...ecc].filter(([, state]) => state === 'damaged').map(([address]) => address);
  return writeIntelHex(
    damaged.reduce((image, address) => image.without(address, address + otp.writeUnit), whole),
  );
}

function isRaw(output: string): boolean {
  return output.toLowerCase().endsWith('.bin');
}
