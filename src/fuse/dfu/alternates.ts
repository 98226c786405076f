import { OtpforgeError } from '../../errors/index.js';
import { count } from '../../text/plural.js';

/** A DFU alternate setting, as `dfu-util -l` lists it. */
export interface Alternate {
  readonly ids: string;
  readonly alt: number;
  readonly name: string;
  readonly serial: string;
}

/** USB ids of ST's DFU, in ROM and in U-Boot. */
export const stDfu = '0483:df11';
/** What U-Boot calls the partition; older ones have 512 or 1024 instead, and some 0xF2. */
export const otpName = '@OTP/0xf2/1*776Be';

/**
 * Reads the output of `dfu-util -l`, of 0.9 and 0.11 alike: dfu_util.c, print_dfu_if. Lines that are not of a device in
 * DFU mode are passed over.
 */
export function parseAlternates(text: string): readonly Alternate[] {
  return text.split(/[\r\n]+/).flatMap((line) => {
    const found = foundLine.exec(line);
    if (!found) return [];
    const [, ids = '', alt = '', name = '', serial = ''] = found;
    return [{ ids: ids.toLowerCase(), alt: Number(alt), name, serial }];
  });
}

const foundLine =
  /^Found DFU: \[([0-9a-f]{4}:[0-9a-f]{4})\] .*\balt=(\d{1,3}), name="(.*)", serial="([^"]*)"\s*$/i;

/** The setting that is the OTP partition of a chip. */
export function isOtpAlternate({ name }: Pick<Alternate, 'name'>): boolean {
  return /^@OTP\s*\/0xf2\//i.test(name);
}

/**
 * The OTP partition of the chip with this serial number: words 13 to 15.
 * Errors: DFU_NO_DEVICE, MP1_OTHER_CHIP, DFU_NO_OTP, DFU_AMBIGUOUS.
 */
export function otpAlternate(all: readonly Alternate[], uid: string): Alternate {
  const boards = all.filter(({ ids }) => ids === stDfu);
  if (boards.length === 0) throw noDevice(all);
  const own = boards.filter(({ serial }) => serial.toUpperCase() === uid.toUpperCase());
  const others = [...new Set(boards.map(({ serial }) => serial))];
  if (own.length === 0) throw otherChip(uid, others);
  const found = own.filter(isOtpAlternate);
  const [first, second] = found;
  if (first === undefined) throw noOtp(own);
  if (second !== undefined) {
    throw new OtpforgeError('DFU_AMBIGUOUS', {
      message: `the chip ${uid} shows ${count(found.length, 'OTP partition')}; it is connected twice, or two devices have one serial number`,
      remedy: 'Leave one board connected.',
      details: { uid, names: found.map(({ name }) => name) },
    });
  }
  return first;
}

function noDevice(all: readonly Alternate[]): OtpforgeError {
  const beside =
    all.length === 0 ? '' : `; other DFU devices: ${[...new Set(all.map(({ ids }) => ids))].join(', ')}`;
  return new OtpforgeError('DFU_NO_DEVICE', {
    message: `dfu-util sees no ${stDfu}${beside}`,
    remedy: `${reachOtp} dfu-util -l must list ${otpName}.`,
    details: { ids: stDfu },
  });
}

function otherChip(uid: string, others: readonly string[]): OtpforgeError {
  return new OtpforgeError('MP1_OTHER_CHIP', {
    message: `the dump is of chip ${uid}, and connected is ${others.map((serial) => serial || 'one without a serial number').join(', ')}: nothing was written`,
    remedy: 'Connect the board that the dump is of, or read the partition of this one and plan again.',
    details: { uid, connected: [...others] },
  });
}

function noOtp(own: readonly Alternate[]): OtpforgeError {
  const names = own.map(({ name }) => name);
  // The service lists its flash layout; the boot ROM lists the images that it waits for.
  const isService = names.some((name) => /^@FlashLayout\s*\//i.test(name));
  const why = isService
    ? 'U-Boot’s service shows no OTP partition: the chip is closed, or this U-Boot and OP-TEE are built without it'
    : 'the boot ROM answers, and it has no OTP partition: U-Boot is not loaded yet';
  return new OtpforgeError('DFU_NO_OTP', {
    message: `${why}. It lists ${names.join(', ')}`,
    remedy: isService
      ? 'On a closed chip fuses are written by its own signed firmware. On an open one load an OpenSTLinux U-Boot with OP-TEE’s BSEC PTA and NVMEM TA.'
      : reachOtp,
    details: { names },
  });
}

/** How to come to the state in which the partition is there. */
export const reachOtp =
  'Set the boot pins to USB and reset; load U-Boot (STM32_Programmer_CLI -c port=usb1 -w FlashLayout.tsv), or run "stm32prog usb 0" in a U-Boot that runs.';
