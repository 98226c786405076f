import type { Medium } from '../probe/index.js';

/** The text of a run whose first line and last say that it reached no real chip, whatever its probe calls itself. */
export function marked(medium: Medium, text: string): string {
  if (medium === 'silicon') return text;
  return `${firstLines[medium]}\n${text} (${lastWords[medium]})`;
}

const firstLines = {
  simulated: 'SIMULATED: this is a model of a chip, no real one is read or written',
  replayed: 'REPLAYED: this is the record of an earlier run, no chip is read or written',
} as const;

const lastWords = { simulated: 'SIMULATED', replayed: 'REPLAYED' } as const;
