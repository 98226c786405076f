import { writeSync } from 'node:fs';
import { version } from '../../files/version.js';

/** Prints the version where nothing else is asked for, without loading the command line. */
export function printedVersion(args: readonly string[]): boolean {
  if (args.length !== 1 || !(args[0] === '--version' || args[0] === '-V')) return false;
  const text = `${version()}\n`;
  try {
    return writeSync(process.stdout.fd, text) === text.length;
  } catch {
    // A pipe that is full or an output that fails: the command line knows what to do.
    return false;
  }
}
