import { type Device, devicesOfChip, idcodePlaces, type LoadedBank, sharedDevice } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { coreOfPart, cpuidAddress, partOfCpuid } from '../target/index.js';
import { hex, hex32 } from '../text/hex.js';
import { readIdcode } from './dbgmcu.js';

import { isTargetFault, readWord } from './words.js';

/**
 * Finds out which device is on a probe, by its core, its DEV_ID and its flash size. Only reads, but for a clock
 * that DBGMCU needs, which is put back. What a debugger cannot
 * see, as the package, stays open in the device's name. Errors: DEVICE_NEEDED where that does not name one bank, PROBE_*.
 */
export async function findChipDevice(probe: Probe, banks: readonly LoadedBank[]): Promise<Device> {
  const part = partOfCpuid(await readWord(probe, cpuidAddress));
  const core = coreOfPart(part);
  if (core === undefined) throw unknown(`the core is not known: CPUID has the part number ${hex(part)}`);
  const found: { readonly devId: number; readonly devices: readonly Device[] }[] = [];
  for (const place of idcodePlaces(core, banks)) {
    const word = await ifThere(() => readIdcode(probe, place));
    if (word === undefined) continue;
    const devId = word & 0xfff;
    found.push({ devId, devices: devicesOfChip({ core, idcode: place.idcode, devId }, banks) });
  }
  const candidates = found.flatMap(({ devices }) => devices);
  const ids = found.map(({ devId }) => hex(devId)).join(', ');
  if (candidates.length === 0) throw unknown(`no bank is for a ${core} with DEV_ID ${ids || 'unreadable'}`);
  return byFlashSize(probe, candidates, ids);
}

async function byFlashSize(probe: Probe, candidates: readonly Device[], ids: string): Promise<Device> {
  const sizes = new Map<string, number>();
  const matches: Device[] = [];
  for (const device of candidates) {
    const { flashSize: address, flashSizeMask: mask = 0xffff } = device.bank.identity;
    const flashKb = sizes.get(`${address} ${mask}`) ?? (await flashKbAt(address, mask));
    if (device.flashKb === flashKb) matches.push(device);
  }
  const [first, ...others] = matches;
  if (first) return oneOf([first, ...others], ids);
  const found = [...new Set(sizes.values())].join(' or ');
  throw unknown(`no described device with DEV_ID ${ids} has ${found} KB of flash`);

  // Lines of one bank may have it at other places.
  async function flashKbAt(address: number, mask: number): Promise<number> {
    const word = await ifThere(() => readWord(probe, address & ~3));
    if (word === undefined) {
      throw unknown(`the flash size at ${hex32(address)} cannot be read (DEV_ID ${ids})`);
    }
    const flashKb = (address & 2 ? word >>> 16 : word) & mask;
    sizes.set(`${address} ${mask}`, flashKb);
    return flashKb;
  }
}

/** Errors: DEVICE_NEEDED, where the chip may be one of another bank, or one that none is for. */
function oneOf(devices: readonly [Device, ...Device[]], ids: string): Device {
  const [bank, ...more] = new Set(devices.map((device) => device.bank.name));
  if (more.length > 0) {
    throw unknown(`DEV_ID ${ids} is that of devices of several banks, ${[bank, ...more].join(' and ')}`);
  }
  const alike = [...new Set(devices.flatMap(({ line }) => line.alsoDevIdOf ?? []))];
  if (alike.length > 0) {
    throw unknown(`DEV_ID ${ids} is also that of ${alike.join(', ')}, which otpforge does not serve`);
  }
  return sharedDevice(devices);
}

async function ifThere(read: () => Promise<number>): Promise<number | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isTargetFault(error)) return undefined;
    throw error;
  }
}

function unknown(reason: string): OtpforgeError {
  return new OtpforgeError('DEVICE_NEEDED', {
    message: `the chip does not say which device it is: ${reason}`,
    remedy:
      'Name the chip with --device, for example --device STM32L476RG, or in otpforge.yaml. otpforge banks --devices lists the devices.',
  });
}
