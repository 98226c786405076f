import { accessRemedy, busyRemedy, type Cause, plugRemedy, wiringRemedy } from '../guarded/start-failure.js';

/** Words of OpenOCD 0.12: what is certain comes first. */
export const openocdCauses: readonly Cause[] = [
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
    remedy: busyRemedy,
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
    remedy: plugRemedy,
  },
  {
    words:
      /unable to connect to the target|cannot read IDR|JTAG scan chain interrogation failed|DP initialisation failed|Failed to select multidrop|Target not examined/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'the target does not answer',
    remedy: wiringRemedy,
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
