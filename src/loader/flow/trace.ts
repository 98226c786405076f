import { decode, type Instruction } from './instruction.js';
import { isPushed } from './saved.js';
import { baseUse } from './static-base.js';

/** The code of a loader, and which of it is data. */
export interface Code {
  readonly bytes: Uint8Array;
  isData(offset: number): boolean;
}

/** What is known of the code from an entry on. */
export interface Trace {
  /** Bytes of stack below the caller's, as far as could be seen. */
  readonly depth: number;
  /** What hides the rest of the stack; undefined when `depth` is all. */
  readonly hidden: string | undefined;
  /** Where R9 is read before it is set; undefined when it is not, as far as could be seen. */
  readonly readsBase: number | undefined;
  readonly returns: boolean;
}

/** Steps of a file and calls within each other that are followed; loaders take some hundred and some ten. */
const mostSteps = 40_000;
const deepestCalls = 64;
/** No host gives more; what comes here has a frame that grows in a loop. */
const deepestStack = 0x10000;

/** A place, and what is known there. */
interface State {
  readonly at: number;
  readonly depth: number;
  readonly baseIsSet: boolean;
  /** A register that holds SP of a known depth. */
  readonly frame: { readonly register: number; readonly depth: number } | undefined;
  /** Instructions that an IT still makes conditional. */
  readonly conditional: number;
  readonly popped: number;
}

/** Follows every path through the code of a loader that can be told without running it. */
export class CodeTracer {
  readonly #code: Code;
  readonly #view: DataView;
  readonly #known = new Map<string, Trace>();
  readonly #open = new Set<string>();
  #steps = 0;

  constructor(code: Code) {
    this.#code = code;
    const { buffer, byteOffset, byteLength } = code.bytes;
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  /** From a function's first instruction, as an offset; `baseIsSet`: the caller has set R9. */
  trace(entry: number, baseIsSet = false): Trace {
    const key = `${entry}/${baseIsSet}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#open.has(key)) return hiddenTrace(`code at ${hexAt(entry)} that calls itself`);
    if (this.#open.size >= deepestCalls) return hiddenTrace('calls too deep to follow');
    this.#open.add(key);
    const found = this.#function(entry, baseIsSet);
    this.#open.delete(key);
    this.#known.set(key, found);
    return found;
  }

  #function(entry: number, baseIsSet: boolean): Trace {
    const sum = {
      depth: 0,
      hidden: undefined as string | undefined,
      readsBase: undefined as number | undefined,
    };
    let returns = false;
    const seen = new Set<string>();
    const start: State = { at: entry, depth: 0, baseIsSet, frame: undefined, conditional: 0, popped: 0 };
    for (const open = [start]; open.length > 0; ) {
      const state = open.pop()!;
      const key = `${state.at}/${state.depth}/${state.baseIsSet}/${state.conditional}/${state.popped}/${state.frame?.register}/${state.frame?.depth}`;
      if (seen.has(key)) continue;
      seen.add(key);
      this.#steps += 1;
      const step = this.#step(state);
      sum.depth = Math.max(sum.depth, step.depth);
      sum.hidden ??= step.hidden;
      sum.readsBase ??= step.readsBase;
      returns ||= step.returns;
      open.push(...step.next);
    }
    return { ...sum, returns };
  }

  #step(state: State): Trace & { readonly next: readonly State[] } {
    const { at, depth } = state;
    const end = (hidden?: string) => ({ depth, hidden, readsBase: undefined, returns: false, next: [] });
    if (this.#steps > mostSteps) return end('code too long to follow');
    if (at < 0 || at + 2 > this.#code.bytes.length) return end('a way out of PrgCode');
    if (this.#code.isData(at)) return end(`a way into the data at ${hexAt(at)}`);
    const first = this.#half(at);
    const second = at + 4 <= this.#code.bytes.length ? this.#half(at + 2) : 0;
    const instruction = decode(first, second);
    const use = baseUse(first, second, (register) => isPushed(this.#view, at + 2, register));
    const readsBase = use === 'reads' && !state.baseIsSet ? at : undefined;
    const after = stackAfter(state, instruction);
    if (after === undefined) return { ...end(`SP at ${hexAt(at)}`), readsBase };
    const then: State = {
      at: at + instruction.length,
      ...after,
      baseIsSet: use === 'sets' || (use !== 'restores' && state.baseIsSet),
      conditional: instruction.conditional || Math.max(0, state.conditional - 1),
      popped: instruction.popped,
    };
    const gone = this.#follow(state, instruction, then);
    // What an IT makes conditional may not be done at all.
    const skipped = state.conditional > 0 ? [{ ...state, at: then.at, conditional: then.conditional }] : [];
    return {
      depth: Math.max(after.depth, gone.depth),
      hidden: gone.hidden,
      readsBase: readsBase ?? gone.readsBase,
      returns: gone.returns,
      next: [...gone.next, ...skipped],
    };
  }

  #follow(state: State, { flow }: Instruction, then: State): Trace & { readonly next: readonly State[] } {
    const plain = { depth: then.depth, hidden: undefined, readsBase: undefined, returns: false };
    const jump = (to: number) => ({ ...then, at: state.at + to });
    switch (flow.kind) {
      case 'next':
        return { ...plain, next: [then] };
      case 'return':
        return { ...plain, returns: true, next: [] };
      case 'ends':
        return { ...plain, next: [] };
      case 'jumps':
        return { ...plain, next: [jump(flow.to)] };
      case 'branches':
        return { ...plain, next: [then, jump(flow.to)] };
      case 'calls': {
        const called = this.trace(state.at + flow.to, then.baseIsSet);
        const next = called.returns ? [then] : [];
        return { ...called, depth: then.depth + called.depth, returns: false, next };
      }
      case 'calls-somewhere':
        return { ...plain, hidden: `a call by a register at ${hexAt(state.at)}`, next: [then] };
      case 'jumps-somewhere':
        // POP {R3} and BX R3: how ARMv4T returns.
        if (flow.register !== undefined && ((state.popped >>> flow.register) & 1) !== 0)
          return { ...plain, returns: true, next: [] };
        return { ...plain, hidden: `a jump by a register at ${hexAt(state.at)}`, next: [] };
    }
  }

  #half(at: number): number {
    return this.#view.getUint16(at, true);
  }
}

function stackAfter(state: State, { stack }: Instruction): Pick<State, 'depth' | 'frame'> | undefined {
  const { depth, frame } = state;
  switch (stack?.kind) {
    case undefined:
      return { depth, frame };
    case 'lost':
      return undefined;
    case 'falls': {
      const fallen = depth + stack.bytes;
      return fallen > deepestStack || fallen < -deepestStack ? undefined : { depth: fallen, frame };
    }
    case 'copies':
      // The frame pointers of the ABIs; other registers point at local variables.
      if (stack.register !== 7 && stack.register !== 11) return { depth, frame };
      return { depth, frame: { register: stack.register, depth: depth - stack.offset } };
    case 'moves':
      return frame?.register === stack.register
        ? { depth, frame: { ...frame, depth: frame.depth - stack.offset } }
        : { depth, frame };
    case 'takes':
      return frame?.register === stack.register ? { depth: frame.depth, frame } : undefined;
  }
}

function hiddenTrace(hidden: string): Trace {
  return { depth: 0, hidden, readsBase: undefined, returns: true };
}

function hexAt(offset: number): string {
  return `PrgCode + 0x${offset.toString(16).toUpperCase()}`;
}
