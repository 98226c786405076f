import { run as runCommand } from '../../../src/cli/run.js';
import { type PlaceInProcess, placesInProcess } from './places.js';
import { killAt } from './reached.js';

/** Runs the command line, which kills itself at the place that its environment names. */
export async function run(argv: readonly string[]): Promise<void> {
  const place = process.env.OTPFORGE_KILL_AT ?? '';
  killAt(isPlace(place) ? place : undefined);
  await runCommand(argv);
}

function isPlace(text: string): text is PlaceInProcess {
  return Object.hasOwn(placesInProcess, text);
}
