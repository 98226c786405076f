import type { AreaName } from '../bank/index.js';
import type { PlanDocument } from '../burn/index.js';

/** How texts call what a plan burns. */
export function areaText({ area }: Pick<PlanDocument, 'area'>): AreaName {
  return area.kind === 'sector' ? 'reserved sector' : 'OTP';
}
