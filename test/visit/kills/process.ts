import { run } from '../../../src/cli/run.js';
import { type PlaceInProcess, placesInProcess } from './places.js';
import { killAt } from './reached.js';

/** `otpforge` with a place before its arguments, where it kills itself. */
const [node = '', file = '', place = '', ...args] = process.argv;
killAt(isPlace(place) ? place : undefined);
void run([node, file, ...args]);

function isPlace(text: string): text is PlaceInProcess {
  return Object.hasOwn(placesInProcess, text);
}
