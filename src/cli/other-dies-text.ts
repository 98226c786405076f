import type { PlanDocument } from '../burn/index.js';
import { count } from '../text/plural.js';

/** What a plan has to say of other dies. */
export function otherDiesLines({
  alike,
  movedFrom = [],
}: Pick<PlanDocument, 'alike' | 'movedFrom'>): readonly string[] {
  return [
    ...(alike ? alikeLines(alike) : []),
    ...movedFrom.map((uid) => `its values are moved from die ${uid}, which is scrapped`),
  ];
}

function alikeLines({
  dies,
  last: { uid, time, result },
}: NonNullable<PlanDocument['alike']>): readonly string[] {
  return [
    `these OTP bytes were also burnt into ${count(dies, 'die')}, last`,
    `  ${time} (${result}) into ${uid}`,
  ];
}
