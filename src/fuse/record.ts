import { randomUUID } from 'node:crypto';
import type { Plan } from '../burn/index.js';
import { factsOf, OtpforgeError } from '../errors/index.js';
import { runtime } from '../files/runtime.js';
import { version } from '../files/version.js';
import type { Appended, BeginLine, EndLine, ImageHash, JournalEntry } from '../journal/index.js';

export interface FuseRecordOptions {
  /** Adds a line; the first line comes with its plan, by which it can be kept out. */
  readonly append: (entry: JournalEntry, plan?: Plan) => Promise<Appended>;
  readonly plan: Plan;
  /** The hash by which the plan was shown. */
  readonly planHash: string;
  readonly imageHash: ImageHash;
  /** What the journal keeps of the unit. */
  readonly unit: Partial<Pick<BeginLine, 'values' | 'held' | 'otp' | 'movedFrom' | 'shared'>>;
  readonly file: { readonly name: string; readonly sha256: string };
  /** How the file reaches the chip. */
  readonly by: string;
  readonly note: (text: string) => void;
}

type End = Pick<EndLine, 'result' | 'codes' | 'written'> & Partial<Pick<EndLine, 'unitsBurnt' | 'locksSet'>>;

/** The lines of one write in the journal. Without an end the chip may have been written: a file alone can be sent at any time. */
export class FuseRecord {
  readonly #options: FuseRecordOptions;
  readonly #run = randomUUID();
  #hasBegun = false;

  constructor(options: FuseRecordOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { append, plan } = this.#options;
    await append({ state: 'begin', ...this.#head(true), units: unitsOf(plan) }, plan);
    this.#hasBegun = true;
  }

  async end(end: End): Promise<void> {
    const { append, note } = this.#options;
    try {
      await append({ state: 'end', ...this.#head(!this.#hasBegun), ...end });
    } catch (error) {
      // What was written is written: the journal’s error does not take the place of it.
      note(
        `the end of this run is not in the journal: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async endBy(error: unknown): Promise<void> {
    const code = error instanceof OtpforgeError ? error.code : 'INTERNAL';
    if (code.startsWith('JOURNAL_')) return;
    const facts = factsOf(code);
    await this.end({
      result: facts?.run ?? 'failed',
      codes: [code],
      written: facts?.effect === 'none' ? 'nothing' : 'otp',
    });
  }

  #head(isFirst: boolean) {
    const { plan, planHash, imageHash, unit, file, by } = this.#options;
    return {
      time: new Date().toISOString(),
      version: version(),
      ...(isFirst && { ...runtime(), ...unit }),
      run: this.#run,
      probe: { description: by, serial: plan.chip.uid },
      medium: plan.medium,
      device: plan.device,
      bank: plan.area.name,
      uid: plan.chip.uid,
      plan: planHash,
      image: imageHash,
      file,
    };
  }
}

function unitsOf({ units }: Plan): BeginLine['units'] {
  return units.flatMap(({ address, length, kind, state }) =>
    state === 'burn' || state === 'skip' ? [{ address, length, kind, state }] : [],
  );
}
