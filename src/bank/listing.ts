import type { Bank } from './bank.js';
import type { LoadedBank } from './load.js';

/** What finding a bank or a device needs to know of a bank. */
export interface BankListing {
  readonly name: string;
  readonly family: string;
  readonly devices: readonly ListedDevice[];
}

export interface ListedDevice {
  readonly name: string;
  readonly flashKb: number;
  /** Which of the bank's lines it belongs to. */
  readonly line: number;
}

/** A bank's entry in a list, which a bank of the package has without being read. */
export function listingOf(loaded: Pick<LoadedBank, 'bank' | 'listing'>): BankListing {
  return loaded.listing ?? listBank(loaded.bank);
}

/** The list entry of a bank. */
export function listBank({ name, family, lines }: Bank): BankListing {
  const devices = lines.flatMap((line, index) =>
    Object.entries(line.devices).map(([device, flashKb]) => ({ name: device, flashKb, line: index })),
  );
  return { name, family, devices };
}
