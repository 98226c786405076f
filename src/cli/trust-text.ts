import type { JournalNote, PlanDocument, ReportDocument } from '../burn/index.js';
import type { ExportManifest } from '../export/export-manifest.js';
import type { ProjectFile } from '../loader/project-files.js';
import { printable } from '../text/printable.js';

/** What about a plan is not the package's own or not the default: nobody is to find out afterwards. */
export function trustLines({
  loader,
  controller,
  journal,
}: Pick<PlanDocument, 'loader' | 'controller' | 'journal'>): readonly string[] {
  const lines = [
    ...(loader?.origin.kind === 'project'
      ? [`loader ${loader.origin.file} is not the package’s, SHA-256 ${loader.sha256}`]
      : []),
    ...(controller
      ? [`controller ${controller.file} is not the package’s, SHA-256 ${controller.sha256}`]
      : []),
    ...(journal ? [journalText(journal)] : []),
  ];
  return lines.map(printable);
}

/** The same as parts of the last line of a run, each behind a comma. */
export function verdictNotes({ loader, journal, unverifiedBank }: ReportDocument): string {
  const parts = [
    ...(loader?.origin.kind === 'project'
      ? [`burnt by ${loader.origin.file}, which is not the package’s loader`]
      : []),
    ...(unverifiedBank ? ['UNVERIFIED BANK: nothing but this chip has tested it'] : []),
    ...(journal ? [journalText(journal)] : []),
  ];
  return parts.map((part) => `, ${printable(part)}`).join('');
}

function journalText({ file, off, setBy }: JournalNote): string {
  const by = setBy === undefined ? '' : ` by ${setBy}`;
  return off ? `NO JOURNAL is kept${by}` : `the journal is ${file}${by}`;
}

interface ForeignParts {
  readonly banks: ExportManifest['banks'];
  readonly projectFiles?: readonly ProjectFile[] | undefined;
}

/** Loaders and templates of an export or an installation that are not the package's. */
export function foreignLines({ banks, projectFiles = [] }: ForeignParts): readonly string[] {
  return [
    ...banks.flatMap(({ bank, loader, loaderFile }) =>
      loaderFile === undefined
        ? []
        : [`the loader of ${bank}, ${loaderFile}, is not the package’s: SHA-256 ${loader}`],
    ),
    ...banks.flatMap(({ unverified }) =>
      unverified === undefined ? [] : [`UNVERIFIED BANK: ${unverified}`],
    ),
    ...projectFileLines(projectFiles),
  ].map(printable);
}

/** Templates and controllers that are not the package's. */
export function projectFileLines(files: readonly ProjectFile[]): readonly string[] {
  return files.map(({ file, sha256 }) => printable(`${file} is not the package’s: SHA-256 ${sha256}`));
}
