import { openValue, protectionLevel } from '../../bank/index.js';
import { readIdcode } from '../../burn/dbgmcu.js';
import { isTargetFault, readWord } from '../../burn/words.js';
import type { Probe } from '../../probe/index.js';
import { cpuidAddress, partOfCore, partOfCpuid } from '../../target/index.js';
import { hex, hex32 } from '../../text/hex.js';
import { type Bench, type Check, compare, judged, type Seen, skipped } from '../bench.js';
import { acrOf } from '../flash-registers.js';
import { optionBytesCheck } from './option-bytes.js';

/** DPIDR.DESIGNER and the one below it (ADIv5.2 B2.2.5): every STM32 has a debug port of Arm's. */
const armDesigner = 0x477;
/** The FMC's, or nothing's: without a clock no line has anything there (RM0351 §2.2, RM0090 §2.3). */
const hole = 0x60000000;
/**
 * FLASH_ACR after reset, by family (RM0090 §3.9.2, RM0351 §3.7.1; the others from their registers). DBG_SWEN, bit 18 of G4 and
 * some G0, and EMPTY, bit 16 of G0, may be either.
 */
const acrReset: Readonly<Record<string, { readonly value: number; readonly open: number }>> = {
  STM32F2: { value: 0, open: 0 },
  STM32F4: { value: 0, open: 0 },
  STM32F7: { value: 0, open: 0 },
  STM32L4: { value: 0x600, open: 0 },
  STM32G4: { value: 0x600, open: 0x40000 },
  STM32G0: { value: 0x600, open: 0x50000 },
};

/** Stage 0: nothing is written but what a reset takes back. */
export const lookChecks: readonly Check[] = [
  { id: 'machine', title: 'This machine, as otpforge doctor sees it', look: machineCheck },
  { id: 'serial', title: 'It is the probe that was asked for, each time', look: serialCheck },
  { id: 'probe', title: 'The probe says what it is', look: probeCheck },
  { id: 'vtref', title: 'Reference voltage of the board', look: vtrefCheck },
  { id: 'dpidr', title: 'Debug port', look: dpidrCheck },
  { id: 'cpuid', title: 'Core', look: cpuidCheck },
  { id: 'dev-id', title: 'DEV_ID and revision', look: devIdCheck },
  { id: 'flash-size', title: 'Size of the main flash', look: flashSizeCheck },
  { id: 'uid', title: 'Unique ID, read three times', look: uidCheck },
  { id: 'rdp', title: 'Read protection', look: rdpCheck },
  { id: 'acr', title: 'FLASH_ACR after reset', look: acrCheck },
  { id: 'options', title: 'Option bytes in their register, read twice', look: optionsCheck },
  { id: 'option-bytes', title: 'Option bytes in memory', look: optionBytesCheck },
  { id: 'otp-widths', title: 'OTP by bytes, half-words and words', look: widthsCheck },
  { id: 'hole', title: `A read at ${hex32(hole)}, where nothing is`, look: holeCheck },
];

async function machineCheck({ given: { machine } }: Bench): Promise<Seen> {
  if (!machine) return skipped('ok', 'nobody has looked');
  const { needs, findings } = machine;
  const seen = findings.map(({ check, status }) => `${check} ${status}`).join(', ');
  const isOk = findings.some(({ check, status }) => check === needs && status === 'ok');
  return judged(isOk, `${needs} ok`, seen);
}

async function probeCheck({ probe }: Bench): Promise<Seen> {
  const { description, versions } = await probe.identify();
  const seen = versions === undefined ? description : `${description}; ${versions}`;
  return judged(description !== '', 'a name and versions', seen || 'nothing');
}

async function serialCheck({ probe, given }: Bench): Promise<Seen> {
  const serials = [await probe.identify(), await probe.identify()].map(({ serial }) => serial);
  const expected = given.serial ?? serials[0] ?? '';
  return compare(expected, [...new Set(serials)].join(', then '));
}

async function vtrefCheck({ probe, device }: Bench): Promise<Seen> {
  const { minimumMv, maximumMv } = device.bank.supply;
  const expected = `${minimumMv} to ${maximumMv} mV`;
  const { vtrefMv } = await probe.identify();
  if (vtrefMv === undefined) return skipped(expected, 'the probe does not measure it');
  return judged(vtrefMv >= minimumMv && vtrefMv <= maximumMv, expected, `${vtrefMv} mV`);
}

async function dpidrCheck({ probe }: Bench): Promise<Seen> {
  const expected = `designer Arm (${hex(armDesigner)})`;
  const { dpidr } = await probe.identify();
  if (dpidr === undefined) return skipped(expected, 'this probe does not show it');
  return judged((dpidr & 0xfff) === armDesigner, expected, `DPIDR ${hex32(dpidr)}`);
}

async function cpuidCheck({ probe, device }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const value = await readWord(probe, cpuidAddress);
  const { core } = device.line;
  const seen = `CPUID ${hex32(value)}`;
  const part = partOfCore(core);
  if (part === undefined) return skipped(core, `${seen}; the part number of a ${core} is not known`);
  return judged(partOfCpuid(value) === part, `${core}, part ${hex(part)}`, seen);
}

async function devIdCheck({ probe, device }: Bench): Promise<Seen> {
  const value = await readIdcode(probe, device.bank.identity);
  const { devIds } = device.line;
  const seen = `${hex(value & 0xfff)}, revision ${hex(value >>> 16)}`;
  return judged(devIds.includes(value & 0xfff), devIds.map(hex).join(' or '), seen);
}

async function flashSizeCheck({ probe, device }: Bench): Promise<Seen> {
  const { flashSize, flashSizeMask = 0xffff } = device.bank.identity;
  const bytes = await probe.readMemory(flashSize, 2, 2);
  return compare(`${device.flashKb} KB`, `${((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)) & flashSizeMask} KB`);
}

async function uidCheck({ probe, device }: Bench): Promise<Seen> {
  const { uid, uidSize } = device.bank.identity;
  const found: string[] = [];
  for (let time = 0; time < 3; time += 1) {
    found.push(Buffer.from(await probe.readMemory(uid, uidSize, 4)).toString('hex'));
  }
  const different = new Set(found).size;
  const isThere = !/^(?:0+|f+)$/.test(found[0] ?? '');
  const seen = different > 1 ? `${different} different ones` : isThere ? 'one' : 'all zeros or all ones';
  return compare('one', seen);
}

async function rdpCheck({ probe, device }: Bench): Promise<Seen> {
  const protection = device.bank.readProtection;
  if (!protection) return skipped('level 0', 'the bank has no read protection');
  const value = ((await readWord(probe, protection.register)) >>> protection.shift) & protection.mask;
  const { level } = protectionLevel(device.bank, value);
  const seen = `level ${level ?? 'unknown'} (${hex(value)})`;
  return judged(level === 0, `level 0 (${hex(openValue(protection))})`, seen);
}

async function acrCheck({ probe, device: { bank } }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const seen = await readWord(probe, acrOf(bank));
  const reset = acrReset[bank.family];
  if (!reset) return skipped('as after reset', `${hex32(seen)}; not known for ${bank.family}`);
  return judged((seen & ~reset.open) >>> 0 === reset.value, hex32(reset.value), hex32(seen));
}

async function optionsCheck({ probe, device: { bank } }: Bench): Promise<Seen> {
  const register = bank.watchdog?.option.register ?? bank.readProtection?.register;
  if (register === undefined) return skipped('twice the same', 'the bank names no register of them');
  const first = await readWord(probe, register);
  const second = await readWord(probe, register);
  const watchdog = bank.watchdog && ((first >>> bank.watchdog.option.bit) & 1) === 0;
  const seen = `${hex32(first)}${watchdog ? ', hardware watchdog on' : ''}`;
  return judged(
    first === second,
    'twice the same',
    first === second ? seen : `${seen}, then ${hex32(second)}`,
  );
}

async function widthsCheck({ probe, device }: Bench): Promise<Seen> {
  const { base, size } = device.bank.otp;
  const read = async (width: 1 | 2 | 4) => Buffer.from(await probe.readMemory(base, size, width));
  const words = await read(4);
  const others = { bytes: await read(1), 'half-words': await read(2) };
  const wrong = Object.entries(others).filter(([, bytes]) => !bytes.equals(words));
  return compare(
    'equal',
    wrong.length === 0 ? 'equal' : `not equal by ${wrong.map(([name]) => name).join(', ')}`,
  );
}

async function holeCheck({ probe, device }: Bench): Promise<Seen> {
  const { idcode } = device.bank.identity;
  const before = await readWord(probe, idcode);
  const answer = await answerOf(probe);
  // The probe must still work behind a bus error.
  const works = (await readWord(probe, idcode)) === before ? '' : ', and the probe reads wrong after it';
  return compare('a bus error', `${answer}${works}`);
}

async function answerOf(probe: Probe): Promise<string> {
  try {
    return hex32(await readWord(probe, hole));
  } catch (error) {
    if (isTargetFault(error)) return 'a bus error';
    throw error;
  }
}
