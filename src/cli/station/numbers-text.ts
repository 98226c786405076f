import type { ShownNumbers } from '../../station/station-state.js';
import { count } from '../../text/plural.js';

/** The numbers of a shift on one line. */
export function numbersText(numbers: ShownNumbers): string {
  const { units, verified, firstPassYield, finalYield, medianSeconds } = numbers;
  return [
    `${count(units, 'unit')}, ${verified} verified`,
    ...(firstPassYield === undefined ? [] : [`first pass ${percent(firstPassYield)}`]),
    ...(finalYield === undefined ? [] : [`final ${percent(finalYield)}`]),
    ...(medianSeconds === undefined ? [] : [`median ${medianSeconds.toFixed(1)} s`]),
  ].join(', ');
}

/** Never rounded up to all of them. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
