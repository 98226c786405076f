import { readFileSync } from 'node:fs';

/** A value that every file says, or each value with the files that say it, in one string. */
type Fact = string | number | Readonly<Record<string, string>>;

interface Group {
  readonly files: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

export interface DeviceGroup {
  readonly devId: string;
  readonly ram: string;
  readonly flash: string;
  readonly writeSize: number;
  readonly eraseValue: string;
  readonly flashKiB: Readonly<Record<string, number>>;
  readonly layouts: Readonly<Record<string, string>>;
}

/** The areas of one DEV_ID in CubeProgrammer's data base or OpenOCD's part table. */
export interface Area {
  readonly otp?: string;
  readonly flashSize?: string;
  readonly freeze?: string;
  readonly debugClock?: string;
  readonly registers?: string;
  readonly optionBytes?: readonly string[];
  readonly mirror?: readonly string[];
}

interface Source {
  readonly repository: string;
  readonly commit: string;
}

interface Areas {
  readonly source: Source;
  readonly devices: Readonly<Record<string, Area>>;
}

export interface DebugParts {
  readonly cpuidPart: string;
  readonly apIdr?: string;
  /** Of the parts of the core; generic IP where it is left out. */
  readonly componentClass?: string;
  /** From the one that the access port names; without a part number it is ST's. */
  readonly romTables: readonly { readonly base: string; readonly part?: string }[];
  readonly parts: Readonly<Record<string, string>>;
  /** The access port of the system's debug parts. */
  readonly debugApb?: {
    readonly select: number;
    readonly idr: string;
    readonly romTable: string;
    readonly dbgmcu: string;
  };
}

interface Families<Of> {
  readonly families: Readonly<Record<string, Of>>;
}

type From = { readonly source: Source };
type Symbols = Readonly<Record<string, string>>;

export const cmsis: Families<Group> & From = json('cmsis.json');
export const svd: Families<Group> & From = json('svd.json');
export const hal: Families<Symbols> & { readonly sources: readonly Source[] } = json('hal.json');
export const devices: Families<readonly DeviceGroup[]> & From = json('devices.json');
export const debugPorts: Families<Symbols> & From = json('debug-ports.json');
/** What a debug port with each core answered, by the name of the core in ST's headers. */
export const debugParts: {
  readonly sources: readonly { readonly address: string }[];
  readonly cores: Readonly<Record<string, DebugParts>>;
  /** What a family answered otherwise than its core. */
  readonly families: Readonly<Record<string, Partial<DebugParts>>>;
} = json('debug-parts.json');
export const areas: {
  readonly cubeProgrammer: Areas;
  readonly openocd: Areas;
  readonly openocdF2: From & { readonly symbols: Symbols };
} = json('otp-areas.json');

/** What each of the files says of a symbol; a file that does not say anything is left out. */
export function valuesOf(group: Group | undefined, symbol: string, files: readonly string[]): number[] {
  const fact = group?.facts[symbol];
  if (fact === undefined) return [];
  if (typeof fact !== 'object') return files.map(() => Number(fact));
  return Object.entries(fact).flatMap(([value, names]) => {
    const saying = new Set(names.split(' '));
    return files.filter((file) => saying.has(file)).map(() => Number(value));
  });
}

/** "0x1FFF7000 0x400". */
export function range(text: string | undefined): { base: number; size: number } | undefined {
  const [base, size] = text?.split(' ').map(Number) ?? [];
  return base === undefined || size === undefined ? undefined : { base, size };
}

function json<Of>(name: string): Of {
  return JSON.parse(readFileSync(`test/facts/${name}`, 'utf8'));
}
