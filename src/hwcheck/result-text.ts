import type { JobResult } from '../burn/job.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** What a loader's job has come to, for a row. */
export function resultText({
  status,
  unitsDone,
  flashSR = 0,
}: Pick<JobResult, 'status' | 'unitsDone'> & Partial<JobResult>): string {
  return `status ${status}, ${count(unitsDone, 'unit')} done${flashSR === 0 ? '' : `, FLASH_SR ${hex32(flashSR)}`}`;
}
