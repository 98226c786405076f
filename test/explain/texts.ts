import type { LoadedBank } from '../../src/bank/index.js';
import { explainText } from '../../src/cli/explain-text.js';
import { explainDevice } from '../../src/explain/index.js';
import { plain } from '../../src/text/tone.js';
import { allBanks } from '../support/banks.js';

// What stays unserved here though a bank is added later.
export const banks = allBanks.filter(({ file }) => /stm32[fl]4\.yaml$/.test(file));
/** What the command prints, 80 columns wide. */
export const textOf = (name: string, from: readonly LoadedBank[] = banks) => {
  const document = explainDevice(name, from);
  // The folder of the checkout would break lines elsewhere.
  const sources = document.sources.map((source) => source.replace(/^.*[\\/]banks[\\/]/, 'banks/'));
  return plain(explainText({ ...document, sources }, 80));
};
/** The text with each sentence on one line. */
export const proseOf = (name: string, from: readonly LoadedBank[] = banks) =>
  plain(explainText(explainDevice(name, from), 1000));
