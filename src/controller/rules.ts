import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { maskOf } from './fields.js';
import type { Controller } from './schema.js';

/** What a schema alone cannot say of a controller: where, and what is wrong. */
export interface ControllerIssue {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** Whether every name that the description uses is one that it describes, and every bit one of its register. */
export function* controllerIssues(controller: Controller): Generator<ControllerIssue> {
  yield* registerIssues(controller);
  yield* flagIssues(controller);
  yield* controlIssues(controller);
  yield* unitIssues(controller);
}

/** The registers are a page of their own, as a debugger and the simulated chip see them. */
const pageSize = 0x400;

function* registerIssues(controller: Controller): Generator<ControllerIssue> {
  const { base, registers, iwdg } = controller;
  for (const [path, address] of [['base', base] as const, ['iwdg', iwdg] as const]) {
    if (address % 4 !== 0) yield { path: [path], message: `${hex32(address)} is not a multiple of 4` };
  }
  const byOffset = new Map<number, string>();
  for (const [name, offset] of Object.entries(registers)) {
    const path = ['registers', name];
    if (offset % 4 !== 0 || offset >= pageSize) {
      yield { path, message: `${hex(offset)} is not a word below ${hex(pageSize)}` };
    }
    const other = byOffset.get(offset);
    if (other !== undefined) yield { path, message: `is at ${hex(offset)}, where ${other} is` };
    byOffset.set(offset, name);
  }
  for (const [path, name] of namedRegisters(controller)) {
    if (!Object.hasOwn(registers, name)) yield { path, message: `no register is called ${name}` };
  }
}

function namedRegisters(controller: Controller): readonly (readonly [PropertyKey[], string])[] {
  const { unlock, status, control, cache, options } = controller;
  const named: [PropertyKey[], string][] = [
    [['unlock', 'register'], unlock.register],
    [['status', 'register'], status.register],
    [['status', 'clear', 'register'], status.clear.register],
    [['control', 'register'], control.register],
  ];
  if (cache) named.push([['cache', 'register'], cache.register]);
  if (options) {
    named.push([['options', 'register'], options.register]);
    named.push([['options', 'unlock', 'register'], options.unlock.register]);
    named.push([['options', 'lock', 'register'], options.lock.register]);
    named.push([['options', 'start', 'register'], options.start.register]);
  }
  return named;
}

function* flagIssues({ status }: Controller): Generator<ControllerIssue> {
  yield* doubleBits(['status', 'bits'], status.bits);
  const lists = {
    busy: status.busy,
    pending: status.pending,
    errors: status.errors,
    clear: status.clear.bits,
  };
  for (const [list, names] of Object.entries(lists)) {
    const path = ['status', ...(list === 'clear' ? ['clear', 'bits'] : [list])];
    for (const name of names) {
      if (!Object.hasOwn(status.bits, name)) yield { path, message: `no flag is called ${name}` };
    }
  }
  for (const name of [...status.busy, ...status.pending]) {
    if (status.errors.includes(name) || status.clear.bits.includes(name)) {
      yield { path: ['status'], message: `${name} cannot be a flag of waiting and one that is cleared` };
    }
  }
  const waits = [...status.busy, ...status.pending].map((name) => status.bits[name] ?? 0);
  for (const [name, bit] of Object.entries(status.bits)) {
    const isWait = status.busy.includes(name) || status.pending.includes(name);
    // The loader looks at all bits from the lowest to the highest of them.
    if (!isWait && status.pending.length > 0 && bit > Math.min(...waits) && bit < Math.max(...waits)) {
      yield { path: ['status', 'pending'], message: `${name} is between flags that are waited for` };
    }
  }
  for (const name of status.errors) {
    if (!status.clear.bits.includes(name)) {
      yield { path: ['status', 'clear', 'bits'], message: `${name} is an error that nothing clears` };
    }
  }
}

function* controlIssues({ control, cache, erase, bankStride }: Controller): Generator<ControllerIssue> {
  yield* doubleBits(['control', 'bits'], control.bits);
  for (const [key, names] of [
    ['program', [control.program]] as const,
    ['lock', [control.lock]] as const,
    ['zeroFirst', control.zeroFirst] as const,
    ['bits', erase ? [erase.sector, erase.number, erase.start] : []] as const,
  ]) {
    for (const name of names) {
      if (!Object.hasOwn(control.bits, name)) {
        yield { path: ['control', key], message: `no field is called ${name}` };
      }
    }
  }
  if (control.zeroFirst.includes(control.program)) {
    yield { path: ['control', 'zeroFirst'], message: `${control.program} is set while a unit is programmed` };
  }
  if (bankStride !== undefined && bankStride % 4 !== 0) {
    yield { path: ['bankStride'], message: `${hex(bankStride)} is not a multiple of 4` };
  }
  if (cache && cache.enable === cache.reset) {
    yield { path: ['cache', 'reset'], message: 'is the bit that enables the cache' };
  }
}

function* unitIssues({ unit }: Controller): Generator<ControllerIssue> {
  const stored = unit.stores.reduce<number>((sum, width) => sum + width, 0);
  if (stored !== unit.size) {
    yield { path: ['unit', 'stores'], message: `store ${stored} of ${count(unit.size, 'byte')} of a unit` };
  }
  if (unit.rewrite === 'clear-bits' && unit.size !== 1) {
    yield { path: ['unit', 'size'], message: 'bits can be cleared one by one in units of 1 byte only' };
  }
}

function* doubleBits(
  path: PropertyKey[],
  bits: Readonly<Record<string, number | readonly [number, number]>>,
): Generator<ControllerIssue> {
  let taken = 0;
  for (const [name, place] of Object.entries(bits)) {
    if (typeof place !== 'number' && place[0] >= place[1]) {
      yield { path: [...path, name], message: 'give the lowest bit first, or one bit alone' };
      continue;
    }
    const mask = maskOf(place);
    if (taken & mask) yield { path: [...path, name], message: 'overlaps another field' };
    taken |= mask;
  }
}
