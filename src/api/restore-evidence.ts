import { OtpforgeError } from '../errors/index.js';
import { readText } from '../files/read.js';
import { defaultJournal, journalExists, readJournal } from '../journal/index.js';

/** A public value that was given to a unit, or may have been. */
export interface SeenValue {
  /** As journal and outbox name it; of a record behind the record's name. */
  readonly field: string;
  readonly text: string;
}

export interface EvidenceFiles {
  /** Journals of other stations, beside that of this one. */
  readonly journals?: readonly string[];
  /** What `ledger export` has written, and manifests of batches. */
  readonly exports?: readonly string[];
}

/** The values that journals and exports show, with manifests of batches among these. Errors: FILE_*, JOURNAL_*, FORMAT_*. */
export async function seenValues({
  journals = [],
  exports = [],
}: EvidenceFiles): Promise<readonly SeenValue[]> {
  const own = defaultJournal();
  const files = [...(journalExists(own) ? [own] : []), ...journals];
  const found: SeenValue[] = [];
  for (const file of files) found.push(...(await valuesOfJournal(file)));
  for (const file of exports) found.push(...(await valuesOfExport(file)));
  return found;
}

async function valuesOfJournal(file: string): Promise<readonly SeenValue[]> {
  const { entries } = await readJournal(file);
  return entries.flatMap((line) =>
    line.state === 'begin'
      ? [...(line.values ?? []), ...(line.held ?? [])].flatMap((value) =>
          'value' in value ? [{ field: value.field, text: value.value }] : [],
        )
      : [],
  );
}

async function valuesOfExport(file: string): Promise<readonly SeenValue[]> {
  const content = await readText(file);
  const manifest = manifestIn(content);
  if (manifest) return manifest.flatMap(valuesIn);
  const lines = content.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, index) => valuesIn(parsed(line, file, index + 1)));
}

/** The files of a batch, where a text is its manifest. */
function manifestIn(text: string): readonly unknown[] | undefined {
  try {
    const { format, files } = JSON.parse(text) as { readonly format?: unknown; readonly files?: unknown };
    return format === 'otpforge.batch/1' && Array.isArray(files) ? files : undefined;
  } catch {
    return undefined;
  }
}

function parsed(line: string, file: string, number: number): unknown {
  try {
    const row = JSON.parse(line) as { readonly format?: unknown; readonly body?: unknown };
    if (row.format === 'otpforge.outbox/1') return row.body;
  } catch {
    // What follows says so.
  }
  throw new OtpforgeError('FILE_UNREADABLE', {
    message: `${file}:${number}: this is neither a row of otpforge ledger export nor the manifest of a batch`,
    remedy:
      'Name a file that otpforge ledger export has written, with a last line that is whole, or a file NAME.manifest.json.',
    details: { file, line: number },
  });
}

/** Wherever a body has a field and its text, or texts by field under `values`. */
function valuesIn(value: unknown): readonly SeenValue[] {
  if (Array.isArray(value)) return value.flatMap(valuesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { field, text, values } = value as { readonly [name: string]: unknown };
  const own = typeof field === 'string' && typeof text === 'string' ? [{ field, text }] : [];
  return [...own, ...textsByField(values), ...Object.values(value).flatMap(valuesIn)];
}

function textsByField(values: unknown): readonly SeenValue[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([field, text]) =>
    typeof text === 'string' ? [{ field, text }] : [],
  );
}

/** Whether two names are those of one field: journals name a field of a record behind it. */
export function isSameField(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.replaceAll(/\[[^\]]*\]/g, ''));
  return a === b || a?.endsWith(`.${b}`) === true || b?.endsWith(`.${a}`) === true;
}
