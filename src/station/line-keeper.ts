import { type LineInputs, type LineInputsOptions, loadLineInputs, stampOf } from '../api/line-inputs.js';
import type { Line } from '../line/index.js';
import type { Stop } from './guards/guard.js';
import { stopOf } from './stop.js';

/** The line of a station and its files, which are read again between two boards when they have changed. */
export class LineKeeper {
  readonly #options: LineInputsOptions;
  readonly #changed: () => void;
  #inputs: LineInputs;
  #stop: Stop | undefined;
  #running: Promise<Stop | undefined> | undefined;

  constructor(inputs: LineInputs, options: LineInputsOptions, changed: () => void) {
    this.#inputs = inputs;
    this.#options = options;
    this.#changed = changed;
  }

  get inputs(): LineInputs {
    return this.#inputs;
  }

  /** Why no board can be taken up with the files as they are now. Slots that ask at the same time get one answer. */
  check(): Promise<Stop | undefined> {
    this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<Stop | undefined> {
    const { line, stamp } = this.#inputs;
    if (!this.#stop && (await stampOf(line)) === stamp) return undefined;
    try {
      const read = await loadLineInputs(line.file, this.#options);
      this.#stop = isSameStation(line, read.line) ? undefined : restart(line);
      if (!this.#stop) {
        this.#inputs = read;
        this.#changed();
      }
    } catch (error) {
      this.#stop = stopOf(error);
    }
    return this.#stop;
  }
}

/** What a station opens once. */
function isSameStation(a: Line, b: Line): boolean {
  const opened = ({ product, device, ledger, slots, outputs, label, backup }: Line) =>
    JSON.stringify([product, device, ledger, [...slots], outputs, label ?? null, backup ?? null]);
  return opened(a) === opened(b);
}

function restart({ file }: Line): Stop {
  return {
    code: 'LINE_CHANGED',
    message: `${file} has another product, device or ledger, or other slots, outputs, labels or backups than when the station began`,
    next: 'Stop the station and start it again.',
  };
}
