import type { Line } from '../line/index.js';
import { kindOf, type ProbeUri, parseProbeUri } from '../probe/index.js';
import type { VisitResult } from '../visit/index.js';
import type { LowPool } from './low-pools.js';
import type { VisitDocument } from './unit-document.js';

/** How a visit ended, as a document. */
export function visitDocument(
  line: Line,
  { stage = '', probe }: { readonly stage?: string | undefined; readonly probe: string | ProbeUri },
  found: VisitResult,
  low: readonly LowPool[],
): VisitDocument {
  const { result, uid, unit } = found;
  return {
    format: 'otpforge.visit/1',
    result,
    medium: kindOf(typeof probe === 'string' ? parseProbeUri(probe) : probe).medium,
    product: line.product,
    ...(unit?.order !== undefined && { order: unit.order }),
    ...(unit && { unit: unit.unit, generation: unit.generation }),
    stage,
    uid,
    values: (unit?.values ?? []).map(({ field, text: shown }) => ({
      field,
      ...(shown !== undefined && { text: shown }),
    })),
    refusals: found.result === 'refused' ? found.refusals : [],
    ...(low.length > 0 && { warnings: low }),
    ...('report' in found && { report: found.report }),
  };
}
