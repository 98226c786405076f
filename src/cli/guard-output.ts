import { ExitCode } from '../errors/index.js';
import { note } from './output.js';

/**
 * Keeps an output that fails from breaking the work off: a full disk, or a terminal that has gone, must not cut a burn
 * in two. What standard output could not take is reported at the end.
 */
export function guardOutput(): void {
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined);
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    process.stdout.on('error', () => undefined);
    // Whoever reads our output may stop early; the work and its exit code stand anyway.
    if (error.code === 'EPIPE') return;
    note(`otpforge: standard output cannot be written: ${error.message}`);
    note('  The work went on; make room and run the command again to read its result.');
    process.on('exit', () => {
      process.exitCode ||= ExitCode.Internal;
    });
  });
}
