import { BusError, type HaltReason, PowerLost, type SimulatedChip } from '../chip/index.js';
import { FlashJob } from './flash-job.js';

export interface ServedChipOptions {
  /** Keeps the chip's contents; called whenever they may have changed and the core stands. */
  readonly save: () => Promise<void>;
  /** Hears of defects that would otherwise end the process. */
  readonly failed: (error: unknown) => void;
  /** Hears why the core stopped by a fault. */
  readonly faulted?: ((reason: string) => void) | undefined;
}

/** Chip time that is executed at once: short enough that an interrupt is heard soon. */
const sliceUs = 500;
/** Pause after each slice while nobody is attached, so that an idle chip leaves the processor alone. */
const idlePauseMs = 10;
const sigint = 2;
const sigtrap = 5;
const sigsegv = 11;

/**
 * A simulated chip that lives on its own: it runs in slices while the event loop stays free, it can lose
 * power, and it is saved whenever it halts.
 */
export class ServedChip {
  readonly chip: SimulatedChip;
  readonly uid: string;
  readonly breakpoints = new Map<string, number>();
  /** Takes the stop reply that a client waits for. */
  onStop: ((reply: string) => void) | undefined;
  flash = new FlashJob();
  readonly #options: ServedChipOptions;
  #isPowered = true;
  #isScheduled = false;
  #clientWaits = false;
  /** The core has run since its last halt was reported. */
  #hasRun = false;
  #attached = 0;
  #isClosed = false;

  constructor(chip: SimulatedChip, options: ServedChipOptions) {
    this.chip = chip;
    this.uid = chip.toState().uid;
    this.#options = options;
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  get isRunning(): boolean {
    return this.#isPowered && !this.chip.isHalted;
  }

  /** Lets the core run and remembers that the client waits for it to stop. */
  async resume(): Promise<void> {
    if (this.chip.isHalted) this.chip.go();
    this.#clientWaits = true;
    await this.settle();
  }

  /** Executes one instruction; the stop reply, or undefined when the instruction started the core. */
  async step(): Promise<string | undefined> {
    const { hardFaults } = this.chip.counters;
    if (this.chip.isHalted) this.chip.step();
    if (this.isRunning) {
      await this.resume();
      return undefined;
    }
    const faulted = this.chip.counters.hardFaults > hardFaults || this.chip.haltReason === 'lockup';
    return stopReply(faulted ? sigsegv : sigtrap);
  }

  /** Stops the core wherever it is. */
  async halt(): Promise<void> {
    if (!this.isRunning) return;
    this.chip.halt();
    await this.#halted();
  }

  async reset(): Promise<void> {
    this.chip.reset();
    await this.#halted();
  }

  /** Lets the core run without a client that waits for it. */
  async go(): Promise<void> {
    this.chip.go();
    await this.settle();
  }

  async programFlash(): Promise<void> {
    const job = this.flash;
    this.flash = new FlashJob();
    this.chip.programFlash(job.segments());
    await this.#options.save();
  }

  /** Takes the supply away in the middle of whatever happens. */
  async powerOff(): Promise<void> {
    if (!this.#isPowered) return;
    this.chip.powerCycle();
    this.#isPowered = false;
    this.breakpoints.clear();
    this.flash = new FlashJob();
    this.#stopClient('X09');
    await this.#options.save();
  }

  /** Gives the supply back; the core runs from reset, as on a board. */
  async powerOn(): Promise<void> {
    this.#isPowered = true;
    await this.settle();
  }

  /** To be called after whatever may have started or stopped the core, a write to AIRCR or DHCSR included. */
  async settle(): Promise<void> {
    if (!this.#isPowered) return;
    if (!this.chip.isPowered) await this.powerOff();
    else if (!this.chip.isHalted) this.#schedule();
    else if (this.#clientWaits || this.#hasRun) await this.#halted();
  }

  /** A debugger is there, so that a running core runs as fast as it can. Returns how to leave. */
  attach(): () => void {
    this.#attached += 1;
    return () => {
      this.#attached -= 1;
    };
  }

  save(): Promise<void> {
    return this.#options.save();
  }

  /** What a client leaves behind is taken back: its breakpoints, its flash job, its power cut. The core goes on. */
  async clientGone(): Promise<void> {
    this.onStop = undefined;
    this.#clientWaits = false;
    this.flash = new FlashJob();
    try {
      for (const id of this.breakpoints.values()) this.chip.clearBreakpoint(id);
    } catch (error) {
      // At read protection level 2 there is no debugger, and so there are no breakpoints.
      if (error instanceof PowerLost) await this.powerOff();
      else if (!(error instanceof BusError)) throw error;
    }
    this.breakpoints.clear();
    await this.powerOn();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#options.save();
  }

  /** What `?` answers of a core that stands. */
  stopReply(): string {
    return stopReply(signals[this.chip.haltReason]);
  }

  // The core stands whether or not its contents could be kept, and the client must hear of it.
  async #halted(): Promise<void> {
    this.#hasRun = false;
    const { haltReason, faultReason } = this.chip;
    if (faultReason !== undefined && (haltReason === 'hardfault' || haltReason === 'lockup'))
      this.#options.faulted?.(`the core stopped (${haltReason}) ${faultReason}`);
    try {
      await this.#options.save();
    } finally {
      this.#stopClient(this.stopReply());
    }
  }

  #stopClient(reply: string): void {
    if (!this.#clientWaits) return;
    this.#clientWaits = false;
    this.onStop?.(reply);
  }

  #schedule(): void {
    this.#hasRun = true;
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    if (this.onStop || this.#attached > 0) setImmediate(() => this.#slice());
    else setTimeout(() => this.#slice(), idlePauseMs);
  }

  #slice(): void {
    this.#isScheduled = false;
    if (!this.isRunning || this.#isClosed) return;
    try {
      if (this.chip.run(sliceUs)) this.#halted().catch(this.#options.failed);
      else this.#schedule();
    } catch (error) {
      // The bench may cut the supply in the middle of whatever the core does.
      if (error instanceof PowerLost) this.powerOff().catch(this.#options.failed);
      else this.#options.failed(error);
    }
  }
}

const signals: Readonly<Record<HaltReason, number>> = {
  running: sigtrap,
  reset: sigtrap,
  request: sigint,
  breakpoint: sigtrap,
  bkpt: sigtrap,
  hardfault: sigsegv,
  lockup: sigsegv,
};

function stopReply(signal: number): string {
  return `T${signal.toString(16).padStart(2, '0')}thread:1;`;
}
