import { programUnit } from '../../burn/program.js';
import { verifyUnit } from '../../burn/verify.js';
import { SparseImage } from '../../image/index.js';
import { count } from '../../text/plural.js';
import { type Bench, type Check, compare, type Seen, skipped } from '../bench.js';
import { isBlank } from '../download-area.js';
import { otpSpent, readOtp } from '../otp-spent.js';
import { errorText } from '../run-checks.js';

/** Stage 3: the last unit of the bank's data, and no lock. */
export const burnChecks: readonly Check[] = [
  { id: 'unit', title: 'The last unit of the OTP is burnt and read back', look: burnCheck },
  { id: 'again', title: 'The same again burns nothing', look: againCheck },
  { id: 'conflict', title: 'Other data there are refused', look: conflictCheck },
  { id: 'power-cycle', title: 'It reads the same after the supply was off', look: powerCycleCheck },
];

/** What the stage burns: one unit at the end of the data. */
export function lastUnit({ device }: Bench): { readonly address: number; readonly bytes: Uint8Array } {
  const { base, data, writeUnit } = device.bank.otp;
  const bytes = new TextEncoder().encode('OTPFORGE').subarray(0, writeUnit);
  return { address: base + data.offset + data.size - writeUnit, bytes };
}

/** Burns an image as `otpforge program` does, and counts what the OTP has lost, whatever came of it. */
export async function burnAndCount(
  bench: Bench,
  chunk: ReturnType<typeof lastUnit>,
  expected: string,
): Promise<Seen> {
  const before = await readHalted(bench);
  let seen: string;
  try {
    const { result, unitsBurnt, locksSet } = await programUnit(requestOf(bench, chunk), {
      confirm: async () => true,
      leaveHalted: true,
    });
    seen = result === 'done' ? `${count(unitsBurnt, 'unit')}, ${count(locksSet, 'lock')}` : result;
  } catch (error) {
    seen = errorText(error);
  }
  // A lost probe cannot count: what was to be burnt may be.
  const spent = await readHalted(bench).then(
    (after) => otpSpent(bench.device.bank, before, after),
    () => chunk.bytes.length,
  );
  return { ...compare(expected, seen), otpSpent: spent };
}

async function burnCheck(bench: Bench): Promise<Seen> {
  const unit = lastUnit(bench);
  const expected = '1 unit, 0 locks';
  const found = await unitNow(bench);
  if (Buffer.from(found).equals(unit.bytes)) return skipped(expected, 'an earlier hwcheck has burnt it');
  if (!isBlank(found)) return skipped(expected, 'it is not blank');
  return burnAndCount(bench, unit, expected);
}

function againCheck(bench: Bench): Promise<Seen> {
  return onBurnt(bench, 'nothing-to-do', (unit) => unit);
}

function conflictCheck(bench: Bench): Promise<Seen> {
  return onBurnt(bench, 'refused', ({ address, bytes }) => ({
    address,
    bytes: bytes.map((byte) => ~byte & 0xff),
  }));
}

// What is not there must not be burnt by a check that wants nothing burnt.
async function onBurnt(
  bench: Bench,
  expected: string,
  wanted: (unit: ReturnType<typeof lastUnit>) => ReturnType<typeof lastUnit>,
): Promise<Seen> {
  const unit = lastUnit(bench);
  if (!(await isBurnt(bench))) return skipped(expected, notBurnt);
  return burnAndCount(bench, wanted(unit), expected);
}

const notBurnt = 'the unit is not burnt';

async function isBurnt(bench: Bench): Promise<boolean> {
  return Buffer.from(await unitNow(bench)).equals(lastUnit(bench).bytes);
}

async function unitNow(bench: Bench): Promise<Uint8Array> {
  const { address, bytes } = lastUnit(bench);
  const at = address - bench.device.bank.otp.base;
  return (await readHalted(bench)).subarray(at, at + bytes.length);
}

async function powerCycleCheck(bench: Bench): Promise<Seen> {
  const expected = 'equal';
  if (!(await isBurnt(bench))) return skipped(expected, notBurnt);
  if (!(await bench.powerCycle())) return skipped(expected, 'the supply stayed on');
  const { probe, device, image } = requestOf(bench, lastUnit(bench));
  const { result } = await verifyUnit(probe, device, image);
  return compare(expected, result);
}

async function readHalted({ probe, device }: Bench): Promise<Uint8Array> {
  await probe.resetHalt();
  return readOtp(probe, device);
}

function requestOf({ probe, medium, device, loader }: Bench, chunk: ReturnType<typeof lastUnit>) {
  const origin = { source: { file: 'hwcheck', kind: 'fill' as const } };
  return { probe, medium, device, loader, image: SparseImage.fromChunks([{ ...chunk, origin }]) };
}
