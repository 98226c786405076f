import type { VisitDocument } from '../api/unit-document.js';
import type { VerboseFlag } from './options.js';
import { reportText } from './report-text.js';
import { said } from './verdict-text.js';

/** One visit as text; its last line is the verdict. AGAIN stays apart from PASS: a line must not count a unit twice. */
export function unitText(document: VisitDocument, { verbose }: VerboseFlag): string {
  const { result, report, refusals } = document;
  const burnt = report ? [reportText(report, { verbose, isPlanShown: true }), ''] : [];
  const why = refusals.flatMap(({ code, message, remedy }) => [`[${code}] ${message}`, `  ${remedy}`]);
  return [...(result === 'refused' ? [] : burnt), ...why, verdict(document)].join('\n');
}

function verdict(document: VisitDocument): string {
  switch (document.result) {
    case 'verified':
      return said('pass', 'PASS', `${nameOf(document)} is burnt, read back and recorded`);
    case 'reworked':
      return said('pass', 'REWORKED', `${nameOf(document)} has its firmware again`);
    case 'again':
      return said('pass', 'AGAIN', `${nameOf(document)} was verified before; nothing was written`);
    case 'refused':
      return said('fail', 'REFUSED', `nothing was written to the die ${document.uid}`);
  }
}

function nameOf({ unit, product, values }: VisitDocument): string {
  const shown = values.flatMap(({ field, text }) => (text === undefined ? [] : [`${field} ${text}`]));
  return [`unit ${unit} of ${product}`, ...shown].join(', ');
}
