import { type Area, areas, cmsis, type DeviceGroup, devices, hal, svd, valuesOf } from './store.js';

const known = new Map<string, Subject>();

/** The chips of these names. */
export function subjectOf(family: string, names: readonly string[]): Subject {
  const key = `${family} ${names.join(' ')}`;
  const subject = known.get(key) ?? new Subject(family, names);
  known.set(key, subject);
  return subject;
}

/** All devices of a family. */
export function namesOfFamily(family: string): string[] {
  return (devices.families[family] ?? []).flatMap(({ flashKiB }) => Object.keys(flashKiB));
}

/** Chips that a number is about, and what public sources say of them. */
class Subject {
  readonly groups: readonly DeviceGroup[];
  readonly headers: readonly string[];

  constructor(
    readonly family: string,
    readonly names: readonly string[],
  ) {
    const all = devices.families[family] ?? [];
    this.groups = all.filter(({ flashKiB }) => names.some((name) => name in flashKiB));
    this.headers = [...new Set(names.flatMap((name) => headersOf(family, name)))];
  }

  get devIds(): readonly string[] {
    return [...new Set(this.groups.map(({ devId }) => devId))];
  }

  /** The one value that all headers have, undefined where none has the symbol. */
  header(symbol: string): number | undefined {
    return only(valuesOf(cmsis.families[this.family], symbol, this.headers), symbol);
  }

  /** What follows a start in the symbols that some header has. */
  symbols(start: string): string[] {
    const all = Object.keys(cmsis.families[this.family]?.facts ?? {});
    return all.filter((symbol) => symbol.startsWith(start)).map((symbol) => symbol.slice(start.length));
  }

  /** What all headers say in words. */
  text(symbol: string): string | undefined {
    const fact = cmsis.families[this.family]?.facts[symbol];
    return typeof fact === 'string' ? fact : undefined;
  }

  /** All bits of a mask that some of the chips have. */
  headerBits(symbol: string): number | undefined {
    const values = valuesOf(cmsis.families[this.family], symbol, this.headers);
    return values.length === 0 ? undefined : values.reduce((bits, value) => (bits | value) >>> 0, 0);
  }

  /** The bits of a mask that all of the chips have: the others are reserved on some of them. */
  commonBits(symbol: string): number {
    const values = valuesOf(cmsis.families[this.family], symbol, this.headers);
    if (values.length < this.headers.length) return 0;
    return values.reduce((bits, value) => (bits & value) >>> 0, 0xffffffff);
  }

  hal(symbol: string): number | undefined {
    const value = hal.families[this.family]?.[symbol];
    return value === undefined ? undefined : Number(value);
  }

  /** The reset value in the SVD files of these chips, else of their family: STM32L4x6 is STM32L476 and STM32L496. */
  reset(symbol: string, mask = 0xffffffff): number | undefined {
    const group = svd.families[this.family];
    const files = group?.files.split(' ') ?? [];
    const own = files.filter((file) =>
      this.names.some((name) => new RegExp(`^${file.replaceAll('x', '.')}`).test(name.toLowerCase())),
    );
    const values = valuesOf(group, symbol, own);
    const known = values.length > 0 ? values : valuesOf(group, symbol, files);
    return only(
      known.map((value) => (value & mask) >>> 0),
      symbol,
    );
  }

  cubeProgrammer(): Area[] {
    return this.areasOf(areas.cubeProgrammer.devices);
  }

  openocd(): Area[] {
    return this.areasOf(areas.openocd.devices);
  }

  private areasOf(table: Readonly<Record<string, Area>>): Area[] {
    return this.devIds.flatMap((devId) => table[devId] ?? []);
  }
}

/**
 * The headers of a device: STM32F401RB is of stm32f401xc.h, STM32F410C8 of stm32f410cx.h. Without one, such as
 * STM32F768AI, those of its die.
 */
function headersOf(family: string, name: string): string[] {
  const files = cmsis.families[family]?.files.split(' ') ?? [];
  const [part, pins, size] = [name.slice(0, 9), name.slice(9, 10), name.slice(10, 11)].map((text) =>
    text.toLowerCase(),
  );
  const fitting = files.filter(
    (file) =>
      file.startsWith(part ?? '') &&
      fits(file.charAt(9), pins ?? '') &&
      (file.charAt(10) === 'x' || file.charAt(10) >= (size ?? '')),
  );
  if (fitting.length > 0) return fitting.slice(0, 1);
  const die = (devices.families[family] ?? []).filter(({ flashKiB }) => name in flashKiB);
  const others = die.flatMap(({ flashKiB }) => Object.keys(flashKiB));
  return others.flatMap((other) => files.filter((file) => file.startsWith(other.slice(0, 9).toLowerCase())));
}

function fits(letter: string, pins: string): boolean {
  return letter === 'x' || letter === pins;
}

function only(values: readonly number[], symbol: string): number | undefined {
  const [first, ...others] = new Set(values);
  if (others.length > 0) throw new Error(`${symbol} is not the same on all chips of the bank`);
  return first;
}

export type { Subject };
