import { type Bank, type Device, flashLayout, flashRange, isSector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type AddressRange, endOf } from '../range/index.js';

/** What a download into the last sector of the main flash erases, or a little more of it. Errors: HWCHECK_UNSUPPORTED. */
export function scratchArea(device: Device): AddressRange {
  refuseSector(device);
  const flash = flashRange(device);
  const length = lastSector(device);
  return { address: endOf(flash) - length, length };
}

/** The bank of a device, with its base in the scratch area: the same facts for the loader, the plan and the simulator. */
export function scratchBank(device: Device): Bank {
  const { bank } = device;
  return { ...bank, otp: { ...bank.otp, base: scratchArea(device).address } };
}

/** The last bytes of the area: as long as they are there, a run is in between. */
export function markerOf(device: Device): { readonly address: number; readonly bytes: Uint8Array } {
  const bytes = new TextEncoder().encode('OTPFHWCK');
  return { address: endOf(scratchArea(device)) - bytes.length, bytes };
}

// The last sector is what hwcheck erases, and here it may hold a board's identity.
function refuseSector({ name, bank }: Device): void {
  if (!isSector(bank)) return;
  throw new OtpforgeError('HWCHECK_UNSUPPORTED', {
    message: `${name}: hwcheck does not check chips with a reserved sector: it erases the last sector of the main flash again and again`,
    remedy:
      'Check a board that you can spare by hand, and erase its identity afterwards with otpforge sector erase: otpforge docs hardware-checks.',
    details: { device: name, bank: bank.name },
  });
}

// Option bytes may have made one bank of two, with pages twice as long (RM0432 and RM0440 §3.3.1).
function lastSector(device: Device): number {
  const { bank, flashKb, line, name } = device;
  if (!line.mainFlash) {
    throw new OtpforgeError('HWCHECK_UNSUPPORTED', {
      message: `${name}: hwcheck does not know the sectors of its main flash: the bank ${bank.name} does not describe them`,
      remedy:
        'Describe mainFlash of each line in a bank of format otpforge.bank/2, or burn a board by hand: otpforge docs hardware-checks.',
      details: { device: name, bank: bank.name },
    });
  }
  const { sectors, dualBank } = flashLayout(line.mainFlash, flashKb);
  const size = sectors.at(-1)?.size ?? 0;
  return dualBank && line.quirks?.includes('bank-option') ? 2 * size : size;
}
