import { OtpforgeError } from '../../errors/index.js';
import { type Bench, type Check, judged, type Pull, type Pulled, type Seen, skipped } from '../bench.js';
import { errorText } from '../run-checks.js';
import { runLoader } from '../run-code.js';
import { dataBase, eraseCheck, pattern, servedBy } from './scratch-data.js';

const expected = 'an error, then the next run burns a full bank';
/** Burns go on for about a quarter of a minute, then nobody has pulled anything. */
const passes = 6;
const unitsAtOnce = 4;

/** Guided steps: nobody but the operator can pull a plug. */
export const pulledChecks: readonly Check[] = [
  { id: 'pulled-usb', title: 'USB of the probe pulled in the burns', look: (bench) => check(bench, 'usb') },
  {
    id: 'pulled-supply',
    title: 'Supply of the board pulled in the burns',
    look: (bench) => check(bench, 'supply'),
  },
];

async function check(bench: Bench, what: Pulled): Promise<Seen> {
  const { pull } = bench;
  if (!pull) return skipped(expected, 'not asked for: --pull, at a terminal');
  if (!(await pull(what, 'pull'))) return skipped(expected, 'declined');
  const loss = await burnUntilLost(bench);
  if (loss === undefined) return skipped(expected, 'nothing was pulled');
  return after(bench, what, pull, loss);
}

async function after(bench: Bench, what: Pulled, pull: Pull, loss: string): Promise<Seen> {
  const { probe } = bench;
  await pull(what, 'plug');
  const { verdict } = await eraseCheck(bench);
  const bytes = pattern(bench);
  const { status } = await runLoader(probe, servedBy(bench), [{ address: dataBase(bench), bytes }]);
  await probe.resetHalt();
  const isEqual = Buffer.from(await probe.readMemory(dataBase(bench), bytes.length)).equals(bytes);
  const then = `${verdict === 'ok' ? 'erased' : 'not erased'}, status ${status}, ${isEqual ? 'equal' : 'not equal'}`;
  return judged(verdict === 'ok' && status === 0 && isEqual, expected, `${loss}; then ${then}`);
}

/** What a pulled plug shows itself by; undefined when it does not. */
async function burnUntilLost(bench: Bench): Promise<string | undefined> {
  try {
    for (let pass = 0; pass < passes; pass += 1) {
      await eraseCheck(bench);
      const wrong = await burnPieces(bench);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  } catch (error) {
    // What is neither the probe's nor the chip's is thrown again.
    errorText(error);
    return error instanceof OtpforgeError ? error.code : undefined;
  }
}

async function burnPieces(bench: Bench): Promise<string | undefined> {
  const bytes = pattern(bench);
  const step = unitsAtOnce * bench.device.bank.otp.writeUnit;
  for (let at = 0; at < bytes.length; at += step) {
    const piece = { address: dataBase(bench) + at, bytes: bytes.subarray(at, at + step) };
    const { status } = await runLoader(bench.probe, servedBy(bench), [piece]);
    if (status !== 0) return `status ${status}`;
  }
  return undefined;
}
