import { uidPattern } from '../../target/index.js';
import type { AnyKind, Fault, Kind, Needed, Shape } from './kind.js';

export const text = kind<string>('text', (value) => typeof value === 'string');
export const flag = kind<boolean>('true or false', (value) => typeof value === 'boolean');
export const texts = kind<readonly string[]>(
  'a list of texts',
  isListOf((each) => typeof each === 'string'),
);

export const number = kind<number>('a number', (value) => typeof value === 'number');

/** A whole number within bounds. */
export function whole(least: number, most: number): Kind<number> {
  return kind(`a whole number from ${least} to ${most}`, isWhole(least, most));
}

export const address = whole(0, 0xffffffff);
export const byte = whole(0, 0xff);

export const numbers = kind<readonly number[]>(
  'a list of whole numbers',
  isListOf(isWhole(0, Number.MAX_SAFE_INTEGER)),
);

/** A unique ID, as reports show it. */
export const uniqueId = kind<string>(
  'a unique ID: 24 hexadecimal digits',
  (value) => typeof value === 'string' && uidPattern.test(value),
);

/** One of some values. */
export function oneOf<const T extends readonly (string | boolean)[]>(...values: T): Kind<T[number]> {
  const shown = values.map((value) => JSON.stringify(value));
  return kind(`${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`, (value) =>
    values.some((each) => each === value),
  );
}

/** A function that the call calls. */
export function callback<T>(): Kind<T> {
  return kind('a function', (value) => typeof value === 'function');
}

export const signal = kind<AbortSignal>(
  'an AbortSignal',
  (value) =>
    isObject(value) && typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function',
);

/** An object of which the call itself checks the rest. */
export function object<T>(expected: string): Kind<T> {
  return kind(expected, isObject);
}

/** What a function of its own judges. */
export function kind<T>(expected: string, is: (value: unknown) => boolean): Kind<T> {
  return {
    expected,
    needed: false,
    fault: (value, at) => (is(value) ? undefined : invalid(at, expected, value)),
  };
}

/** An object with options of its own. */
export function shaped<T>(shape: Shape<T>): Kind<T> {
  return {
    expected: 'an object',
    needed: false,
    fault: (value, at) => faultOf(value, shape, at),
  };
}

/** A list of such objects, or of anything else. */
export function listOf<T>(each: Kind<T>): Kind<readonly T[]> {
  return {
    expected: `a list, each ${each.expected}`,
    needed: false,
    fault(value, at) {
      if (!Array.isArray(value)) return invalid(at, this.expected, value);
      for (const [index, item] of value.entries()) {
        const fault = each.fault(item, `${at}[${index}]`);
        if (fault) return fault;
      }
      return undefined;
    },
  };
}

/** The first kind that fits; of an object it is the last kind that says what is wrong. */
export function either<A, B>(one: Kind<A>, other: Kind<B>): Kind<A | B> {
  return {
    expected: `${one.expected} or ${other.expected}`,
    needed: false,
    fault(value, at) {
      if (!one.fault(value, at)) return undefined;
      const fault = other.fault(value, at);
      return fault?.at === at && fault.problem === 'invalid' ? invalid(at, this.expected, value) : fault;
    },
  };
}

/** An option that must be given. */
export function need<T>(kind: Kind<T>): Needed<T> {
  return { ...kind, needed: true };
}

/** What is wrong with an object of options; the first of it. */
export function faultOf(
  options: unknown,
  kinds: Readonly<Record<string, AnyKind>>,
  at = '',
): Fault | undefined {
  if (!isObject(options)) return invalid(at, 'an object', options);
  // What an object inherits counts as well: it would be read.
  for (const name in options) {
    if (!Object.hasOwn(kinds, name)) {
      return { problem: 'unknown', at: inside(at, name), name, known: Object.keys(kinds) };
    }
  }
  for (const [name, each] of Object.entries(kinds)) {
    const value = options[name];
    const place = inside(at, name);
    if (value === undefined) {
      if (each.needed) return { problem: 'missing', at: place, expected: each.expected };
      continue;
    }
    const fault = each.fault(value, place);
    if (fault) return fault;
  }
  return undefined;
}

function inside(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

function invalid(at: string, expected: string, value: unknown): Fault {
  return { problem: 'invalid', at, expected, found: foundText(value) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(least: number, most: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isListOf(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(is);
}

/** What was found. A text may be a secret, and is not repeated. */
function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
