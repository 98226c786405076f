import type { Probe } from '../../probe/index.js';
import { hex32, hexBytes } from '../../text/hex.js';
import { type Bench, compare, judged, type Seen } from '../bench.js';
import { freshDataCache, programUnitRaw, srBusy } from '../flash-registers.js';
import { loadByte, loadWords } from '../routines.js';
import { runRoutine, type Served } from '../run-code.js';
import { scratchArea } from '../scratch-area.js';

/** Behind the copy of the bank; each place is in a cache line of its own. */
const places = { busy: 0x480, core: 0x500, debugger: 0x580, coresLine: 0x600 } as const;

/** How a unit that was in the data cache reads after it was programmed: RM0090 §3.6.4; RM0351 §3.3.4 leaves it open. */
const cached = { 'clear-bits': 'what was asked for', once: 'as before' } as const;

export async function busyCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  await probe.resetHalt();
  const { first, last } = await programUnitRaw(probe, servedBy(bench), at(bench, 'busy'), asked(bench));
  const seen = `FLASH_SR ${hex32(first)} first, ${hex32(last)} last`;
  return judged((first & srBusy) !== 0 && (last & srBusy) === 0, 'BSY set first, clear last', seen);
}

export async function coreCacheCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  const place = await blankPlace(bench, 'core');
  await freshDataCache(probe, bench.device.bank);
  const before = await readByCore(bench, place);
  await programUnitRaw(probe, servedBy(bench), place, asked(bench));
  const behind = stateOf(bench, before, await readByCore(bench, place));
  await freshDataCache(probe, bench.device.bank);
  const flushed = stateOf(bench, before, await readByCore(bench, place));
  return compare(texts(expectedOf(bench), 'what the cells hold'), texts(behind, flushed));

  function texts(first: string, then: string): string {
    return `${first}; after a reset of the cache ${then}`;
  }
}

export async function debuggerCacheCheck(bench: Bench): Promise<Seen> {
  const { probe, device } = bench;
  const states: string[] = [];
  for (const [name, load] of [
    ['debugger', readByDebugger],
    ['coresLine', readByCore],
  ] as const) {
    const place = await blankPlace(bench, name);
    await freshDataCache(probe, device.bank);
    const before = await load(bench, place);
    await programUnitRaw(probe, servedBy(bench), place, asked(bench));
    states.push(stateOf(bench, before, await readByDebugger(bench, place)));
  }
  const text = (own: string, cores: string) => `its own line: ${own}; a line of the core: ${cores}`;
  return compare(text(expectedOf(bench), expectedOf(bench)), text(states[0] ?? '', states[1] ?? ''));
}

function servedBy({ device, loader }: Bench): Served {
  return { bank: device.bank, loader };
}

function at({ device }: Bench, place: keyof typeof places): number {
  return scratchArea(device).address + places[place];
}

// On F4, whose cache takes what is asked for, cells that are zeros already show the difference.
async function blankPlace(bench: Bench, name: keyof typeof places): Promise<number> {
  const { probe } = bench;
  const place = at(bench, name);
  await probe.resetHalt();
  if (isBytewise(bench)) await programUnitRaw(probe, servedBy(bench), place, Uint8Array.of(0x0f));
  return place;
}

function asked(bench: Bench): Uint8Array {
  return isBytewise(bench)
    ? Uint8Array.of(0xf0)
    : Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x78);
}

function isBytewise({ device }: Bench): boolean {
  return device.bank.otp.writeUnit === 1;
}

function expectedOf({ device }: Bench): string {
  const { flashInterface } = device.bank;
  return flashInterface?.cache ? cached[flashInterface.unit.rewrite] : 'what the cells hold';
}

function stateOf(bench: Bench, before: Uint8Array, after: Uint8Array): string {
  const cells = isBytewise(bench) ? Uint8Array.of(0) : asked(bench);
  const is = (bytes: Uint8Array) => Buffer.from(after).equals(bytes);
  if (is(cells)) return 'what the cells hold';
  if (is(asked(bench))) return 'what was asked for';
  return is(before) ? 'as before' : hexBytes(after);
}

async function readByCore(bench: Bench, place: number): Promise<Uint8Array> {
  const { probe } = bench;
  if (isBytewise(bench)) {
    const { R4 = 0 } = await runRoutine(probe, servedBy(bench), loadByte, { R0: place }, ['R4']);
    return Uint8Array.of(R4);
  }
  const { R4 = 0, R5 = 0 } = await runRoutine(probe, servedBy(bench), loadWords, { R0: place }, ['R4', 'R5']);
  return new Uint8Array(Uint32Array.of(R4, R5).buffer);
}

function readByDebugger(bench: Bench, place: number): Promise<Uint8Array> {
  return readAt(bench.probe, place, isBytewise(bench) ? 1 : 8);
}

function readAt(probe: Probe, place: number, length: number): Promise<Uint8Array> {
  return probe.readMemory(place, length, length === 1 ? 1 : 4);
}
