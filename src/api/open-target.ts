import { AsyncLocalStorage } from 'node:async_hooks';
import type { PlanDocument, ReportDocument, VerifyDocument } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { refuseSameFile } from '../files/same-file.js';
import type { MapDocument } from '../map/index.js';
import type { Medium } from '../probe/index.js';
import { type Hearing, hearing } from './listener.js';
import { checkMapNeeds, type MapCall, mapCallShape } from './map.js';
import { mapWork } from './map-chip.js';
import { checkOptions } from './options/index.js';
import { type PlanCall, planCallShape, planWork } from './plan.js';
import { type ProgramCall, programCallShape, programWork } from './program.js';
import { type ReadCall, type ReadDocument, readCallShape, readWork } from './read.js';
import {
  connect,
  filesOf,
  prepare,
  type ReadyTarget,
  type Target,
  type TargetOptions,
  type TargetWork,
  targetShape,
  withoutSecrets,
} from './target.js';
import { type VerifyCall, verifyCallShape, verifyWork } from './verify.js';

/**
 * A chip behind a probe that stays open for several calls, one at a time. Each call does all that it does by itself: it
 * resets and halts the chip, identifies it and reads it again. Nothing that an earlier call found is taken for granted.
 */
export interface OpenTarget extends AsyncDisposable {
  readonly device: string;
  readonly medium: Medium;
  read(options?: ReadCall): Promise<ReadDocument>;
  plan(options: PlanCall): Promise<PlanDocument>;
  program(options: ProgramCall): Promise<ReportDocument>;
  verify(options: VerifyCall): Promise<VerifyDocument>;
  map(options?: MapCall): Promise<MapDocument>;
  /** Waits for the call that runs, then closes the probe. `await using` does it too. */
  close(): Promise<void>;
}

/**
 * Opens a probe for several calls: a script may read, decide and burn. Until it is closed nobody else has the probe. A
 * simulated chip whose file is not there is made.
 * Errors: OPTION_*, DEVICE_*, PROBE_*, TARGET_*, CHIP_FILE_*, LAYOUT_INVALID; of its calls theirs, SESSION_BUSY, SESSION_CLOSED.
 */
export async function openTarget(options: TargetOptions): Promise<OpenTarget> {
  checkOptions('openTarget', options, targetShape);
  const heard = hearing(options);
  const ready = await prepare(heard, []);
  return new TargetSession(heard, ready, await connect(heard, ready, true));
}

/** The call that some code runs for: its confirm, its listeners. */
const currentCall = new AsyncLocalStorage<object>();

class TargetSession implements OpenTarget {
  readonly #options: TargetOptions & Hearing;
  readonly #ready: ReadyTarget;
  readonly #target: Target;
  #running: RunningCall | undefined;
  /** A call that was stopped and still waits for the probe: nobody knows when it uses it again. */
  #abandoned: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: TargetOptions & Hearing, ready: ReadyTarget, target: Target) {
    this.#options = options;
    this.#ready = ready;
    this.#target = { ...target, onAbandoned: (run) => this.#wasAbandoned(run) };
  }

  get device(): string {
    return this.#ready.device.name;
  }

  get medium(): Medium {
    return this.#ready.medium;
  }

  async read(options: ReadCall = {}): Promise<ReadDocument> {
    checkOptions('read', options, readCallShape);
    return this.#call(readWork({ ...options, ...this.#options }));
  }

  async plan(options: PlanCall): Promise<PlanDocument> {
    checkOptions('plan', options, planCallShape);
    return this.#call(planWork({ ...options, ...this.#options }));
  }

  async program(options: ProgramCall): Promise<ReportDocument> {
    checkOptions('program', options, programCallShape);
    return this.#call(programWork({ ...options, ...this.#options }));
  }

  async verify(options: VerifyCall): Promise<VerifyDocument> {
    checkOptions('verify', options, verifyCallShape);
    return this.#call(verifyWork({ ...options, ...this.#options }));
  }

  async map(options: MapCall = {}): Promise<MapDocument> {
    checkOptions('map', options, mapCallShape);
    checkMapNeeds(options);
    return this.#call(mapWork({ ...options, ...this.#options }));
  }

  async close(): Promise<void> {
    // It would wait for the call that waits for it.
    if (this.#running && currentCall.getStore() === this.#running) throw busy('close');
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Its options are checked by now, and the work is that of the call outside a session. */
  async #call<Inputs, Result>(work: TargetWork<Inputs, Result>): Promise<Result> {
    if (this.#closing) throw closed();
    if (this.#running || this.#abandoned) throw busy('start a call');
    const call = new RunningCall();
    this.#running = call;
    try {
      return await currentCall.run(call, () => this.#do(work));
    } catch (error) {
      throw withoutSecrets(error, this.#ready);
    } finally {
      this.#running = undefined;
      call.end();
    }
  }

  async #do<Inputs, Result>(work: TargetWork<Inputs, Result>): Promise<Result> {
    await refuseSameFile([...work.files, ...filesOf(this.#options, this.#ready.uri)]);
    const inputs = await work.read(this.#ready);
    return work.run(this.#target, inputs);
  }

  #wasAbandoned(run: Promise<unknown>): void {
    this.#abandoned = run;
    const forget = () => {
      this.#abandoned = undefined;
    };
    run.then(forget, forget);
  }

  async #close(): Promise<void> {
    await this.#running?.ended;
    await this.#target.probe.close().catch((error: unknown) => {
      throw withoutSecrets(error, this.#ready);
    });
  }
}

class RunningCall {
  readonly ended: Promise<void>;
  end: () => void = () => undefined;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }
}

function busy(what: string): OtpforgeError {
  return new OtpforgeError('SESSION_BUSY', {
    message: `cannot ${what}: another call of this session has not ended`,
    remedy:
      'Await each call before the next one, and neither call nor close a session from within a confirm or a listener. If that call was stopped and does not answer, close the session.',
  });
}

function closed(): OtpforgeError {
  return new OtpforgeError('SESSION_CLOSED', {
    message: 'the session is closed',
    remedy: 'Open another one with openTarget.',
  });
}
