import { readImageFile, type SparseImage } from '../image/index.js';
import type { Line, Recipients } from '../line/index.js';
import { type LoaderElf, loadBuiltLoader } from '../loader/index.js';
import { type VisitLedger, type VisitResult, type VisitSetup, visit } from '../visit/index.js';
import type { Hearing } from './listener.js';
import type { BurnOptions } from './program.js';
import { namedFile, type TargetWork } from './target.js';
import { checkAsked } from './visit-asked.js';
import { visitedChip } from './visit-chip.js';
import { checkVisitNeeds } from './visit-needs.js';

/** What one visit is asked for, beside its probe. */
export interface VisitOptions
  extends Pick<
      VisitSetup,
      | 'slot'
      | 'operator'
      | 'scans'
      | 'rewrite'
      | 'rework'
      | 'goldenFirst'
      | 'retryPauseMs'
      | 'coldWaitMs'
      | 'isSettled'
      | 'onDie'
      | 'onUnit'
      | 'onLetGo'
      | 'onUnrecorded'
      | 'isIn'
    >,
    Pick<BurnOptions, 'confirm' | 'signal' | 'onWrite' | 'rehearse' | 'leaveHalted' | 'unverifiedBank'> {
  readonly stage?: string | undefined;
  readonly journal: string;
}

export interface VisitInputs {
  readonly image: SparseImage | undefined;
  readonly recipients: Recipients;
  /** Read by each visit unless given. */
  readonly loader?: LoaderElf;
}

/** A visit as the work of an open probe. Errors: those of `visit`. */
export function visitWork(
  line: Line,
  ledger: VisitLedger,
  options: VisitOptions & Hearing,
): TargetWork<VisitInputs, VisitResult> {
  const { firmware } = line;
  return {
    makesChip: true,
    reopens: true,
    files: [
      ...namedFile('the firmware', firmware),
      { what: 'the line', path: line.file },
      ...namedFile('the journal', options.journal, true),
    ],
    read: async ({ uri, layout }) => {
      if (layout) checkAsked({ line, layout, stage: options.stage ?? '', scans: options.scans });
      checkVisitNeeds(line, uri, options.rework);
      const { loadRecipients } = await import('../line/index.js');
      const recipients = await loadRecipients(line);
      return { image: firmware === undefined ? undefined : await readImageFile(firmware), recipients };
    },
    run: async (target, { image, recipients, loader }) => {
      const { device, layout, connection } = target;
      if (!layout || !connection) throw new Error(`${line.file} has no layout`);
      const built = loader ?? (await loadBuiltLoader(device.bank));
      const { stage = '', ...rest } = options;
      return visit(
        { ...rest, ledger, line, recipients, layout, device, stage },
        visitedChip({ target, connection, loader: built, firmware: image, options }),
      );
    },
    // The unit is burnt and recorded.
    closeFailed: (error) => {
      options.note(`The visit is recorded, but ${error instanceof Error ? error.message : String(error)}`);
    },
  };
}
