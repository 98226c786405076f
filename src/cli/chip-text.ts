import type { PlanChip } from '../burn/index.js';
import { hex } from '../text/hex.js';

/** Who a chip is, as text. Of a chip that is not of the device's line nothing but its DEV_ID was read. */
export function chipText(device: string, { devId, uid, flashKb }: PlanChip): string {
  const read = uid === '' ? [] : [`UID ${uid}`, `${flashKb} KB flash`];
  return [device, `DEV_ID ${hex(devId)}`, ...read].join(', ');
}
