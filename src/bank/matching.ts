import { isCore } from '../target/index.js';
import type { Bank } from './bank.js';
import { type Device, listDevices } from './device.js';
import type { LoadedBank } from './load.js';

/** What a chip says of itself before anybody knows which one it is. */
export interface ChipFacts {
  /** As the descriptions call it: "Cortex-M4". */
  readonly core: string;
  /** Where DEV_ID was read, and what it is. */
  readonly idcode: number;
  readonly devId: number;
}

/** Where DEV_ID is read, and what clock it may need. */
export type IdcodePlace = Pick<Bank['identity'], 'idcode' | 'dbgmcuClock'>;

/** Where the chips with a core have their DEV_ID, each address once; with a clock where any of them needs one. */
export function idcodePlaces(core: string, banks: readonly LoadedBank[]): readonly IdcodePlace[] {
  const places = new Map<number, IdcodePlace>();
  for (const { bank, line } of listDevices(banks)) {
    const { idcode, dbgmcuClock } = bank.identity;
    if (!isCore(line.core, core) || places.get(idcode)?.dbgmcuClock) continue;
    places.set(idcode, { idcode, dbgmcuClock });
  }
  return [...places.values()];
}

/** The devices that a chip may be. */
export function devicesOfChip(
  { core, idcode, devId }: ChipFacts,
  banks: readonly LoadedBank[],
): readonly Device[] {
  return listDevices(banks).filter(
    ({ bank, line }) =>
      bank.identity.idcode === idcode && line.devIds.includes(devId) && isCore(line.core, core),
  );
}

/**
 * One device for all that a chip may be, which differ in what no debugger can read, as their package. It has the name that
 * they share, with an x for each letter that differs, no more RAM than the smallest of them, and a supply that each allows.
 * They are of one bank and have one flash size.
 */
export function sharedDevice(devices: readonly [Device, ...Device[]]): Device {
  const [first, ...others] = devices;
  if (others.length === 0) return first;
  const smallest = devices.reduce(
    (least, each) => (each.line.ramKb < least.line.ramKb ? each : least),
    first,
  );
  const bank = { ...smallest.bank, supply: sharedSupply(devices) };
  return { ...smallest, bank, name: sharedName(devices.map(({ name }) => name)) };
}

function sharedSupply(devices: readonly Device[]): Bank['supply'] {
  const supplies = devices.map(({ bank }) => bank.supply);
  return {
    minimumMv: Math.max(...supplies.map(({ minimumMv }) => minimumMv)),
    maximumMv: Math.min(...supplies.map(({ maximumMv }) => maximumMv)),
  };
}

function sharedName(names: readonly string[]): string {
  const length = Math.min(...names.map((name) => name.length));
  return Array.from({ length }, (_, at) => {
    const letters = new Set(names.map((name) => name[at]));
    return letters.size === 1 ? names[0]?.[at] : 'x';
  }).join('');
}
