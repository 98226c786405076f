import { OtpforgeError } from '../errors/index.js';
import type { KnownUnit } from '../ledger/index.js';
import type { Command } from '../line/index.js';
import { runProgram } from '../sign/index.js';
import { printable } from '../text/printable.js';
import { afterEnvironment } from './after-environment.js';
import type { VisitedChip } from './chip.js';
import type { VisitSetup } from './setup.js';
import { stopped } from './stopped.js';

const defaultSeconds = 10;

/**
 * Runs what the line runs behind the read-back, one program after the other. `beforeLast` may use the chip. Errors: AFTER_FAILED,
 * BURN_STOPPED, those of `beforeLast`.
 */
export async function runAfter(
  setup: VisitSetup,
  chip: VisitedChip,
  unit: KnownUnit,
  beforeLast: () => Promise<void>,
): Promise<void> {
  const { line, signal } = setup;
  if (line.after.length === 0) return;
  const env = afterEnvironment(setup, unit);
  for (const [index, { command, folder, timeout = defaultSeconds }] of line.after.entries()) {
    if (index === line.after.length - 1) await beforeLast();
    // The programs of a line reach the chip by the same probe.
    await chip.release();
    const end = await runProgram({ command, folder, timeout }, { env, isSilent: true, signal });
    if (end.ended === 'stopped') throw stopped(`after.${index}`);
    if (end.ended === 'late') throw failed(index, command, `it was ended after ${timeout} s`);
    if (end.ended === 'badly') throw failed(index, command, end.why);
  }
}

function failed(index: number, command: Command['command'], why: string): OtpforgeError {
  const [name = ''] = command;
  return new OtpforgeError('AFTER_FAILED', {
    message: `after.${index} of the line (${printable(name)}) failed: ${printable(why)}. The unit is burnt and reads back, and counts as failed`,
    remedy:
      'Run the program by hand: what it prints is not shown here. Then present the board again: all programs of after run again.',
    details: { entry: `after.${index}`, command: [...command], why },
  });
}
