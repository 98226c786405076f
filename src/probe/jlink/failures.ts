import { type ErrorCode, OtpforgeError } from '../../errors/index.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly text: string;
  readonly remedy: string;
}

const cable = 'Check the USB cable and the probe, then run the same command again.';
const wiring =
  'Check the target’s supply, SWDIO, SWCLK, GND and VTref; try a lower speed, or reset=under for a chip that sleeps.';
const report = 'Please report this with a trace (--trace) and the library’s log (--log).';

// JLINKARM error codes; pylink enums.py.
const meanings: Readonly<Record<number, Meaning>> = {
  [-256]: { code: 'PROBE_LOST', text: 'no connection to the probe', remedy: cable },
  [-257]: { code: 'PROBE_LOST', text: 'communication with the probe failed', remedy: cable },
  [-258]: { code: 'PROBE_LOST', text: 'the library is not open', remedy: report },
  [-259]: {
    code: 'TARGET_POWER',
    text: 'the target has no supply (VTref)',
    remedy: 'Switch the board on and check the VTref pin of the debug connector.',
  },
  [-260]: { code: 'PROBE_LOST', text: 'invalid handle', remedy: report },
  [-261]: { code: 'PROBE_LOST', text: 'no core was found', remedy: wiring },
  [-262]: {
    code: 'PROBE_UNAVAILABLE',
    text: 'the probe does not support this',
    remedy: 'Update the probe’s firmware with SEGGER’s J-Link Configurator, or use another probe.',
  },
  [-263]: { code: 'PROBE_LOST', text: 'the probe has run out of memory', remedy: cable },
  [-264]: { code: 'PROBE_LOST', text: 'the target interface failed', remedy: wiring },
  [-265]: flash('the flash could not be compared'),
  [-266]: flash('the flash could not be erased or programmed'),
  [-267]: flash('the flash did not verify'),
  [-270]: { code: 'TARGET_FAULT', text: 'target memory could not be written', remedy: wiring },
  [-271]: {
    code: 'PROBE_UNAVAILABLE',
    text: 'the device lacks this feature',
    remedy: 'Check the device name.',
  },
  [-272]: { code: 'PROBE_UNAVAILABLE', text: 'a setting of the user is wrong', remedy: report },
  [-273]: { code: 'PROBE_UNAVAILABLE', text: 'no target device is selected', remedy: report },
  [-274]: { code: 'PROBE_LOST', text: 'the core is in a low-power mode', remedy: wiring },
};

const flashMeanings: Readonly<Record<number, Meaning>> = {
  [-2]: flash('the flash could not be compared'),
  [-3]: flash('the flash could not be erased or programmed'),
  [-4]: flash('the flash did not verify'),
};

/** What helps against a library that does not load. */
export const unusableRemedy =
  'Install the 64-bit J-Link Software and Documentation Pack V7.20 or newer, or name its library with --jlink-library.';

export interface Failure {
  /** What was tried, as text: "a read at 0x1FFF7800". */
  readonly doing: string;
  /** The library's function. */
  readonly call: string;
  readonly result: number;
  /** What the library said through its error handler. */
  readonly said: readonly string[];
  /** What an unspecified error means for this call. */
  readonly otherwise: ErrorCode;
  readonly details?: { readonly [key: string]: number | string | boolean };
}

/** The typed error of a negative result. */
export function failure({ doing, call, result, said, otherwise, details }: Failure): OtpforgeError {
  const meaning = (call === 'EndDownload' ? flashMeanings[result] : undefined) ?? meanings[result];
  const { code, text, remedy } = meaning ?? unspecified(otherwise, result);
  return new OtpforgeError(code, {
    message: `${doing} failed: ${text}${said.length ? ` (J-Link says: ${said.join('; ')})` : ''}`,
    remedy,
    details: { ...details, call, result, said: [...said] },
  });
}

/** True for results that mean that the probe itself is gone. */
export function isLost(result: number): boolean {
  return result === -256 || result === -257 || result === -258;
}

/** The probe went away while a call ran. */
export function probeGone(doing: string, call: string, said: readonly string[]): OtpforgeError {
  return failure({ doing, call, result: -256, said, otherwise: 'PROBE_LOST' });
}

function unspecified(code: ErrorCode, result: number): Meaning {
  if (code === 'TARGET_FAULT') {
    const text = `the chip answered with a fault (${result})`;
    return { code, text, remedy: 'Check the device name and the read protection level.' };
  }
  return { code, text: `the library answered ${result}`, remedy: wiring };
}

function flash(text: string): Meaning {
  return {
    code: 'FLASH_DOWNLOAD_FAILED',
    text,
    remedy: 'OTP was not touched. Check the supply and the flash’s write protection, then run it again.',
  };
}
