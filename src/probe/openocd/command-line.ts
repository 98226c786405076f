import { join } from 'node:path';
import type { Device } from '../../bank/index.js';
import { OtpforgeError } from '../../errors/index.js';

/** What OpenOCD prints once the chip is reached. */
export const readyLine = 'otpforge: ready';

/** One step of OpenOCD's start: a file that it runs, by its absolute path, or a command. */
export type Step = { readonly file: string } | { readonly command: string };

// GDB's port is free and on this machine only; nobody else is to give orders meanwhile. A read that fails says so.
const ports =
  'bindto 127.0.0.1; gdb_port 0; tcl_port disabled; telnet_port disabled; gdb_report_data_abort enable';
// Files may set ports of their own. After init it is too late for that, and an error.
const portsAgain = `catch {${ports}}`;

/**
 * The arguments of a run that reaches the chip and then serves GDB. `-s` comes before every other place where OpenOCD
 * looks for scripts, but for its working folder.
 */
export function openocdArguments(scripts: string, steps: readonly Step[]): readonly string[] {
  const all: readonly Step[] = [
    { command: ports },
    ...steps,
    { command: portsAgain },
    { command: 'init' },
    { command: `echo {${readyLine}}` },
  ];
  return [
    '-s',
    scripts,
    ...all.flatMap((step) => ('file' in step ? ['-f', step.file] : ['-c', step.command])),
  ];
}

/** The family's target file, or one of our own for any Cortex-M; it has no flash. Errors: PROBE_DEVICE_UNKNOWN. */
export function targetStep(scripts: string, device: Device | undefined): Step {
  if (!device) return { command: anyCortexM };
  const { openocd, name } = device.bank;
  if (openocd) return { file: join(scripts, openocd.target) };
  throw new OtpforgeError('PROBE_DEVICE_UNKNOWN', {
    message: `the bank ${name} does not say which target file of OpenOCD is for ${device.name}`,
    remedy: `Add "openocd: { target: target/<family>.cfg }" to ${device.file}, or use openocd:<interface>.cfg,<target>.cfg.`,
    details: { device: device.name, bank: name },
  });
}

// As OpenOCD's own target files begin. On JTAG each STM32 has a boundary-scan TAP behind the core's.
const anyCortexM = [
  'source [find target/swj-dp.tcl]',
  'swj_newdap otpforge cpu -irlen 4 -expected-id 0',
  'dap create otpforge.dap -chain-position otpforge.cpu',
  'if {[using_jtag]} {jtag newtap otpforge bs -irlen 5}',
  'target create otpforge.cpu cortex_m -endian little -dap otpforge.dap',
  'adapter speed 1000',
].join('; ');
