import type { Medium } from '../probe/index.js';
import { printable } from '../text/printable.js';

/** What a document says of the chip behind a probe. */
interface Reached {
  readonly medium?: Medium;
  /** Of a simulated chip: the family that it is, where that is not the one of its bank. */
  readonly simulatedAs?: string | undefined;
}

/** The text of a run whose first line and last say that it reached no real chip, whatever its probe calls itself. */
export function marked(reached: Reached, text: string): string {
  const { medium = 'silicon', simulatedAs } = reached;
  if (medium === 'silicon') return text;
  const last = simulatedAs === undefined ? '' : `, ${asText(simulatedAs)}`;
  return `${firstLine(medium, simulatedAs)}\n${text} (${lastWords[medium]}${last})`;
}

/** The same for a document that shows its probe. */
export function markedByProbe(
  { medium, probe }: { readonly medium?: Medium; readonly probe?: Pick<Reached, 'simulatedAs'> | undefined },
  text: string,
): string {
  return marked({ ...(medium && { medium }), simulatedAs: probe?.simulatedAs }, text);
}

/** The words for a simulated chip that is not of its bank's family. */
export function asText(family: string): string {
  return `simulated as ${printable(family)}`;
}

function firstLine(medium: keyof typeof firstLines, simulatedAs: string | undefined): string {
  if (simulatedAs === undefined) return firstLines[medium];
  return `${firstLines[medium]}\n${asText(simulatedAs)}: it has the flash controller of that family and shows nothing of the one that is named`;
}

const firstLines = {
  simulated: 'SIMULATED: this is a model of a chip, no real one is read or written',
  replayed: 'REPLAYED: this is the record of an earlier run, no chip is read or written',
} as const;

const lastWords = { simulated: 'SIMULATED', replayed: 'REPLAYED' } as const;
