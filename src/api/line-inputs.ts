import { stat } from 'node:fs/promises';
import { type BankFolders, type Device, type LoadedBank, loadBanks } from '../bank/index.js';
import { imageSha256 } from '../burn/index.js';
import { refuseSameFile } from '../files/same-file.js';
import { readImageFile, type SparseImage } from '../image/index.js';
import type { Layout } from '../layout/index.js';
import {
  checkLine,
  checkTrust,
  type Line,
  type LineWarning,
  loadLine,
  loadRecipients,
} from '../line/index.js';
import { type LoaderElf, loadBuiltLoader } from '../loader/index.js';
import { parseProbeUri, probeFiles } from '../probe/index.js';
import { type Secrets, secretsOf } from '../secrets/index.js';
import { readLayout } from './layout-target.js';
import { namedDevice, namedFile } from './target.js';
import type { VisitInputs } from './visit-die.js';

/** A line with all that its visits read from files: read once for many boards. */
export interface LineInputs extends VisitInputs {
  readonly line: Line;
  readonly layout: Layout;
  readonly device: Device;
  readonly banks: readonly LoadedBank[];
  readonly secrets: Secrets | undefined;
  readonly image: SparseImage | undefined;
  readonly loader: LoaderElf;
  /** SHA-256 of the firmware; the empty text without one. */
  readonly firmwareSha256: string;
  readonly warnings: readonly LineWarning[];
  /** Changes with each of these files. */
  readonly stamp: string;
}

export interface LineInputsOptions {
  readonly banks?: BankFolders;
  readonly journal: string;
}

/** Reads a line and its files. Errors: those of loadLine, checkLine, checkTrust; LAYOUT_*, DEVICE_*, FILE_*, IMAGE_*. */
export async function loadLineInputs(
  file: string,
  { banks: folders, journal }: LineInputsOptions,
): Promise<LineInputs> {
  const line = await loadLine(file);
  // A file that is changed while it is read is read again.
  const stamp = await stampOf(line);
  await checkTrust(line);
  const banks = await loadBanks(folders);
  const probes = [...line.slots.values()].flatMap((uri) => probeFiles(parseProbeUri(uri)));
  await refuseSameFile([
    ...namedFile('the firmware', line.firmware),
    ...namedFile('the layout', line.layout),
    { what: 'the line', path: line.file },
    ...namedFile('the journal', journal, true),
    ...probes,
  ]);
  const device = namedDevice(line.device, banks);
  const layout = await readLayout(line.layout, device.bank, banks);
  const image = line.firmware === undefined ? undefined : await readImageFile(line.firmware);
  return {
    ...{ line, layout, device, banks, secrets: secretsOf(layout), stamp, image },
    firmwareSha256: image ? imageSha256(image) : '',
    warnings: checkLine(line, layout),
    recipients: await loadRecipients(line),
    loader: await loadBuiltLoader(device.bank),
  };
}

/** What says whether any file of a line has changed. */
export async function stampOf(line: Line): Promise<string> {
  const keys = line.sources.flatMap((source) =>
    source.kind === 'random' && source.recipient !== undefined ? [source.recipient] : [],
  );
  const named = [line.firmware, line.label?.template].flatMap((file) => file ?? []);
  const files = [line.file, line.layout, ...named, ...keys];
  const facts = await Promise.all(files.map(factsOf));
  return JSON.stringify(facts);
}

async function factsOf(file: string): Promise<readonly (string | number)[]> {
  const found = await stat(file).catch(() => undefined);
  return found ? [file, found.mtimeMs, found.size, found.ino] : [file];
}
