import { OtpforgeError } from '../errors/index.js';
import { isSuffixed } from '../family/index.js';
import { listingOf } from './listing.js';
import type { LoadedBank } from './load.js';

/**
 * Refuses a project's bank that takes a name from a bank of the package, be it the bank's or a device's: whoever may put a
 * file into a folder would else decide how a chip is burnt that the package knows. Errors: BANK_SHIPPED.
 */
export function refuseShadows(project: readonly LoadedBank[], shipped: readonly LoadedBank[]): void {
  const taken = shipped.flatMap(namesOf);
  for (const bank of project) {
    for (const name of namesOf(bank)) {
      const other = taken.find((each) => isSame(name, each));
      if (other !== undefined) throw shadows(bank.file, listingOf(bank).name, name, other);
    }
  }
}

function namesOf(bank: LoadedBank): readonly string[] {
  const { name, devices } = listingOf(bank);
  return [name, ...devices.map((device) => device.name)];
}

// Whatever a user types for the package's device must find that one.
function isSame(name: string, shipped: string): boolean {
  const [one, other] = [name.toUpperCase(), shipped.toUpperCase()];
  return one === other || isSuffixed(one, other);
}

function shadows(file: string, bank: string, name: string, shipped: string): OtpforgeError {
  return new OtpforgeError('BANK_SHIPPED', {
    message: `${file}: the bank ${bank} describes ${name}, and the package has ${shipped === name ? 'it' : shipped} already`,
    remedy: `Use other names, or leave the device out. To put this bank in the place of the package's, name its folder on the command line with --banks: neither otpforge.yaml nor the folder ./otpforge/banks can do that.`,
    details: { file, bank, name, shipped },
  });
}
