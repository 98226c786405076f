import { type ErrorCode, OtpforgeError } from '../../errors/index.js';
import { quoted, wordsOf } from '../guarded/words.js';

interface Cause {
  /** In the server's own words. */
  readonly words: RegExp;
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

/** What people have to do about it, per operating system where it differs. */
export const accessRemedy =
  process.platform === 'linux'
    ? 'Install OpenOCD’s udev rules (60-openocd.rules, which distributions put into /lib/udev/rules.d), run "sudo udevadm control --reload", and plug the probe in again. otpforge doctor shows which device this user may not open.'
    : process.platform === 'win32'
      ? 'Install the probe’s USB driver (ST-LINK: STSW-LINK009; others: WinUSB, by Zadig), and plug the probe in again.'
      : 'Close every other program that uses the probe, and plug it in again.';
const wiring =
  'Check the target’s supply, GND, SWDIO and SWCLK; try a lower speed (speed=200), or reset=under for a chip that sleeps or switches its debug pins off.';
const plug =
  'Plug the probe in, check the cable, and in a virtual machine hand the USB device over. otpforge doctor shows what is attached.';

// Words of OpenOCD 0.12: the first that fits wins, so that what is certain comes first.
const causes: readonly Cause[] = [
  {
    words: /LIBUSB_ERROR_ACCESS|unable to open CMSIS-DAP device|Access denied|permission denied/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'this user may not open the probe',
    remedy: accessRemedy,
  },
  {
    words: /LIBUSB_ERROR_BUSY|device is already (?:used|opened)|already used/i,
    code: 'PROBE_BUSY',
    what: 'another program uses the probe',
    remedy: 'Close it (an IDE, STM32CubeProgrammer, another OpenOCD), and run this again.',
  },
  {
    words: /target voltage may be too low|voltage too low|voltage check failed/i,
    code: 'TARGET_POWER',
    what: 'the target has no supply',
    remedy: 'Switch the board on, and check the VTref or VDD_TARGET pin of the debug connector.',
  },
  {
    words:
      /^Error: (?:open failed|unable to find a matching CMSIS-DAP device|no device found)|No J-Link device found/im,
    code: 'PROBE_UNAVAILABLE',
    what: 'no such probe was found',
    remedy: plug,
  },
  {
    words:
      /unable to connect to the target|cannot read IDR|JTAG scan chain interrogation failed|DP initialisation failed|Failed to select multidrop|Target not examined/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'the target does not answer',
    remedy: wiring,
  },
  {
    words:
      /can't (?:find|open)|couldn't (?:find|open|read)|invalid command name|wrong # args|invalid subcommand/i,
    code: 'PROBE_SERVER_UNUSABLE',
    what: 'a configuration file or command was refused',
    remedy:
      'OpenOCD must be version 0.12 or newer. A file of openocd: is one of OpenOCD’s own scripts (interface/stlink.cfg), or a path that begins with ./ or is absolute.',
  },
];

/** What is left of a server that failed. */
export interface FailedServer {
  readonly lines: readonly string[];
  /** How it ended; undefined while it runs. */
  readonly ending: string | undefined;
}

/** Why OpenOCD did not reach the chip, in its own words. */
export function startFailure(server: FailedServer, probe: string, waitedMs: number): OtpforgeError {
  const said = server.lines.join('\n');
  const cause = causes.find(({ words }) => words.test(said));
  const how = server.ending === undefined ? `was not ready within ${waitedMs} ms` : server.ending;
  const what = cause ? `${cause.what}: ` : '';
  return new OtpforgeError(cause?.code ?? 'PROBE_UNAVAILABLE', {
    message: `${probe}: ${what}OpenOCD ${how}${quoted(server.lines)}`,
    remedy: cause?.remedy ?? plug,
    details: { program: 'OpenOCD', ending: server.ending ?? null, said: [...wordsOf(server.lines)] },
  });
}
