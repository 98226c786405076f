import { type ErrorCode, OtpforgeError } from '../../errors/index.js';
import { quoted, wordsOf } from './words.js';

/** What a server says when something certain is wrong, and what helps. */
export interface Cause {
  readonly words: RegExp;
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

/** What is left of a server that failed. */
export interface FailedServer {
  readonly lines: readonly string[];
  /** How it ended; undefined while it runs. */
  readonly ending: string | undefined;
}

/** How to be allowed to open a probe. */
export const accessRemedy =
  process.platform === 'linux'
    ? 'Install OpenOCD’s udev rules (60-openocd.rules, which distributions put into /lib/udev/rules.d), run "sudo udevadm control --reload", and plug the probe in again. otpforge doctor shows which device this user may not open.'
    : process.platform === 'win32'
      ? 'Install the probe’s USB driver (ST-LINK: STSW-LINK009; others: WinUSB, by Zadig), and plug the probe in again.'
      : 'Close every other program that uses the probe, and plug it in again.';
export const wiringRemedy =
  'Check the target’s supply, GND, SWDIO and SWCLK; try a lower speed (speed=200), or reset=under for a chip that sleeps or switches its debug pins off.';
export const plugRemedy =
  'Plug the probe in, check the cable, and in a virtual machine hand the USB device over. otpforge doctor shows what is attached.';
export const busyRemedy = 'Close it (an IDE, STM32CubeProgrammer, another debug server), and run this again.';

/** Why a server did not reach the chip, in its own words; the first cause that fits wins. */
export function startFailure(
  program: string,
  causes: readonly Cause[],
  server: FailedServer,
  { probe, waitedMs }: { readonly probe: string; readonly waitedMs: number },
): OtpforgeError {
  const said = server.lines.join('\n');
  const cause = causes.find(({ words }) => words.test(said));
  const how = server.ending ?? `was not ready within ${waitedMs} ms`;
  const what = cause ? `${cause.what}: ` : '';
  return new OtpforgeError(cause?.code ?? 'PROBE_UNAVAILABLE', {
    message: `${probe}: ${what}${program} ${how}${quoted(server.lines)}`,
    remedy: cause?.remedy ?? plugRemedy,
    details: { program, ending: server.ending ?? null, said: [...wordsOf(server.lines)] },
  });
}
