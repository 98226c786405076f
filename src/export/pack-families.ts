import type { Bank } from '../bank/index.js';

/** A flash algorithm of a pack description and the memory that it programs. */
export interface PackAlgorithm {
  readonly memory: string;
  readonly flm: string;
  readonly base: number;
  readonly size: number;
  readonly ram: { readonly base: number; readonly size: number };
}

export interface PackDevice {
  readonly name: string;
  readonly flashSize: number;
  /** Banks besides the family's. */
  readonly more: readonly PackAlgorithm[];
}

export interface PackFamily {
  readonly vendor: string;
  readonly name: string;
  readonly algorithm: PackAlgorithm;
  readonly lines: readonly {
    readonly name: string;
    readonly core: string;
    readonly flashBase: number;
    readonly ramBase: number;
    readonly ramSize: number;
    readonly devices: readonly PackDevice[];
  }[];
}

/** Families of a pack description: one for each bank, each device once, under the first bank that names it. */
export function packFamilies(banks: readonly Bank[], flm: (bank: string) => string): readonly PackFamily[] {
  const placed = new Set<string>();
  return banks.map((bank, index) => ({
    vendor: packVendors.get(bank.vendor) ?? 'Generic:5',
    name: familyName(bank, banks.slice(0, index)),
    algorithm: algorithmOf(bank, flm),
    lines: bank.lines.flatMap(({ name, core, ramKb, devices }) => {
      const own = Object.entries(devices).filter(([device]) => !placed.has(device));
      for (const [device] of own) placed.add(device);
      if (own.length === 0) return [];
      return {
        name,
        core,
        flashBase: bank.flash.base,
        ramBase: bank.loader.ram.base,
        ramSize: ramKb * 1024,
        devices: own.map(([device, flashKb]) => ({
          name: device,
          flashSize: flashKb * 1024,
          more: laterBanks(device, bank, banks.slice(index + 1)).map((later) => algorithmOf(later, flm)),
        })),
      };
    }),
  }));
}

/** Vendors of the pack schema by the names that J-Link knows them by. */
const packVendors: ReadonlyMap<string, string> = new Map([['ST', 'STMicroelectronics:13']]);

// Two families of one name would be one to most tools.
function familyName({ family, bankName }: Bank, earlier: readonly Bank[]): string {
  return earlier.some((bank) => bank.family === family) ? `${family} ${bankName}` : family;
}

function laterBanks(device: string, bank: Bank, later: readonly Bank[]): readonly Bank[] {
  const named = later.filter(({ lines }) => lines.some(({ devices }) => Object.hasOwn(devices, device)));
  return named.filter(({ otp }) => otp.base !== bank.otp.base);
}

function algorithmOf({ name, bankName, otp, loader }: Bank, flm: (bank: string) => string): PackAlgorithm {
  return { memory: bankName, flm: flm(name), base: otp.base, size: otp.size, ram: loader.ram };
}
