import { type Bank, type Device, flashRange } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type AddressRange, endOf } from '../range/index.js';

/** L4+ parts, whose page is 4 KB, or 8 KB without dual bank (RM0432 §3.3.1). */
const largePages = [0x470, 0x471];

/** What a download into the last sector of the main flash erases, or a little more of it. Errors: HWCHECK_UNSUPPORTED. */
export function scratchArea(device: Device): AddressRange {
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

// RM0090 §3.3 Tables 5 and 6: 4 × 16, 64, then 128 KB; RM0351 and RM0394 §3.3.1: pages of 2 KB.
function lastSector({ bank, flashKb, line, name }: Device): number {
  if (bank.controller.name === 'stm32f4') return (flashKb <= 64 ? 16 : flashKb <= 128 ? 64 : 128) * 1024;
  if (bank.controller.name === 'stm32l4') {
    return line.devIds.some((id) => largePages.includes(id)) ? 8192 : 2048;
  }
  throw new OtpforgeError('HWCHECK_UNSUPPORTED', {
    message: `${name}: hwcheck does not know the sectors of its main flash (controller ${bank.controller.name})`,
    remedy: 'hwcheck knows STM32F4 and STM32L4. Burn a board by hand: otpforge docs hardware-checks.',
    details: { device: name, controller: bank.controller.name },
  });
}
