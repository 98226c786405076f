import type { AreaName } from '../bank/index.js';
import type { PlanDocument } from '../burn/index.js';
import { count } from '../text/plural.js';
import { areaText } from './area-text.js';

/** What a plan has to say of other dies. */
export function otherDiesLines(plan: Pick<PlanDocument, 'area' | 'alike' | 'movedFrom'>): readonly string[] {
  const { alike, movedFrom = [] } = plan;
  return [
    ...(alike ? alikeLines(alike, areaText(plan)) : []),
    ...movedFrom.map((uid) => `its values are moved from die ${uid}, which is scrapped`),
  ];
}

function alikeLines(
  { dies, last: { uid, time, result } }: NonNullable<PlanDocument['alike']>,
  area: AreaName,
): readonly string[] {
  return [
    `these ${area} bytes were also burnt into ${count(dies, 'die')}, last`,
    `  ${time} (${result}) into ${uid}`,
  ];
}
