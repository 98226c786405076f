import { OtpforgeError } from '../errors/index.js';
import type { FuseWord, Mp1Line } from './fuses.js';
import { devicesOf, knownValue, lineOfDevice, mp1Lines } from './identity.js';
import { hasBits, Status } from './status.js';

interface ChipNames {
  /** What the user says that the chip is. */
  readonly device: string | undefined;
  /** What a tool printed beside the words. */
  readonly named?: Mp1Line | undefined;
}

/**
 * The lines that a chip may be of: what the user or the tool says, else what its part number leaves open, since
 * STM32MP157C and STM32MP135C have the same. Errors: DEVICE_UNKNOWN, MP1_OTHER_CHIP.
 */
export function chipLines(words: readonly FuseWord[], { device, named }: ChipNames): readonly Mp1Line[] {
  // A file for a write holds what is asked for, and zeros.
  const isRequest = words.some(({ status = 0 }) => hasBits(status, Status.update));
  const rpn = isRequest ? undefined : knownValue(words[1]);
  const byPart = rpn === undefined ? [] : devicesOf(rpn);
  if (device === undefined) {
    if (named !== undefined) return [named];
    return byPart.length === 0 ? mp1Lines : byPart.map(([line]) => line);
  }
  const asked = lineOfDevice(device);
  if (asked === undefined) throw unknownDevice(device);
  if (named !== undefined && named !== asked) throw otherChip(device, `an STM32${named}x`);
  const own = byPart.filter(([line]) => line === asked);
  if (byPart.length > 0 && !own.some(([, name]) => isSame(device, name))) {
    throw otherChip(device, byPart.map(([, name]) => name).join(' or '));
  }
  return [asked];
}

/** A name may go on with the package, or leave letters out: STM32MP157CAC, STM32MP157, STM32MP15x. */
function isSame(device: string, name: string): boolean {
  const asked = device.trim().toUpperCase().replace(/X*$/, '');
  return asked.startsWith(name) || name.startsWith(asked);
}

function unknownDevice(device: string): OtpforgeError {
  return new OtpforgeError('DEVICE_UNKNOWN', {
    message: `${device} is not an STM32MP13x or STM32MP15x`,
    remedy: 'Name the chip as in --device STM32MP157C or STM32MP135F.',
    details: { device },
  });
}

function otherChip(device: string, found: string): OtpforgeError {
  return new OtpforgeError('MP1_OTHER_CHIP', {
    message: `the chip is to be ${device}, and its words say ${found}`,
    remedy: 'Check which board the dump is of, and name its chip.',
    details: { device, found },
  });
}
