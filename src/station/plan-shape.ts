import { createHash } from 'node:crypto';
import type { PlanDocument } from '../burn/index.js';

/** What a plan has in common with those of other boards: what is written where, of which kind, and by what; no values. */
export function planShape(plan: PlanDocument, firmwareSha256: string): string {
  const { device, area, medium, loader, firmware, fuses, units } = plan;
  const places = units.map(({ address, length, kind }) => [address, length, kind]);
  const shape = [
    device,
    area.name,
    medium,
    loader?.sha256 ?? null,
    firmware,
    firmwareSha256,
    fuses !== undefined,
  ];
  return createHash('sha256')
    .update(JSON.stringify([...shape, places]))
    .digest('hex');
}
