import type { Bank, LoadedBank } from '../bank/index.js';
import { type BatchResult, batch, batchFiles, fileNames, scannedRows } from '../batch/index.js';
import { isPrivateFile } from '../files/private-file.js';
import { type Layout, loadTable } from '../layout/index.js';
import { checkLine, type Line, loadRecipients } from '../line/index.js';
import type { VisitLedger } from '../visit/index.js';
import type { BatchDocument, BatchOptions } from './batch.js';
import { batchFirmware } from './batch-firmware.js';
import { lowPools } from './low-pools.js';
import { writeOnceUnits } from './merge-selection.js';

/** What a batch is made with. */
export interface BatchParts {
  readonly line: Line;
  readonly ledger: VisitLedger;
  readonly layout: Layout<Bank>;
  readonly banks: readonly LoadedBank[];
}

/** Makes a batch with a ledger that is open. Errors: those of `batch`. */
export async function makeBatch(
  options: BatchOptions,
  { line, ledger, layout, banks }: BatchParts,
): Promise<BatchDocument> {
  const { batch: name, stage = '', data, output, dataOnly, onProgress = () => undefined } = options;
  const warnings = checkLine(line, layout);
  const secret = layout.fields.some((field) => field.secret);
  const names = fileNames(output, publicFields(line, layout));
  const rows =
    data === undefined ? undefined : scannedRows(line, (await loadTable({ csv: data }, layout)).table);
  const firmware =
    dataOnly || line.firmware === undefined ? undefined : await batchFirmware(line.firmware, layout, banks);
  const isPrivate = secret || (firmware !== undefined && (await isPrivateFile(line.firmware ?? '')));
  const writeOnce = writeOnceUnits({ bank: layout.bank, device: undefined });
  const result = await batch({
    ...{
      ledger,
      line,
      recipients: await loadRecipients(line),
      layout,
      stage,
      name,
      names,
      secret,
      onProgress,
    },
    count: rows?.length ?? options.count ?? 0,
    mode: isPrivate ? 0o600 : 0o666,
    ...(rows && { rows }),
    ...(firmware && { firmware }),
    ...(writeOnce && { writeOnce }),
  });
  const low = await lowPools({ line, layout }, ledger);
  return documentOf(result, [...layout.warnings, ...warnings, ...(firmware?.image.warnings ?? []), ...low]);
}

/** The fields that a name can show. */
function publicFields({ sources }: Line, layout: Layout): readonly string[] {
  const secret = new Set(layout.fields.filter((field) => field.secret).map((field) => field.name));
  return sources.map(({ field }) => field).filter((field) => !secret.has(field));
}

function documentOf(
  { record, files, written, warnings }: BatchResult,
  more: readonly { readonly message: string }[],
): BatchDocument {
  const { product, batch: name, stage, count, first } = record;
  const { manifest, list } = batchFiles(files, name);
  return {
    format: 'otpforge.batch-report/1',
    ...{ product, batch: name, stage, folder: files.folder, count, firstUnit: first, written, manifest },
    ...(list !== undefined && files.list && { list: { file: list, ...files.list } }),
    secret: files.secret,
    warnings: [...more, ...warnings].map(({ message }) => ({ message })),
  };
}
