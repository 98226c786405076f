/** What a walker of firmware/units does in each of its passes, by its own source. */
export interface Walker {
  readonly checks: Pass;
  readonly programs: Pass;
}

export interface Pass {
  /** Comments at its instructions. */
  readonly comments: readonly string[];
  /** Names of the statuses that can end it. */
  readonly statuses: readonly string[];
}

interface Instruction {
  readonly text: string;
  readonly comment: string | undefined;
}

const programLabel = '.Lprogram';

/** Follows every branch of the assembly: the first pass never takes the one to the label that programs. */
export function readWalker(source: string): Walker {
  const { instructions, labels } = parse(source);
  const first = reached(instructions, labels, 0, programLabel);
  const second = reached(instructions, labels, labels.get(programLabel) ?? 0, undefined);
  const own = new Set([...second].filter((at) => !first.has(at)));
  return { checks: passOf(instructions, first), programs: passOf(instructions, own) };
}

/** The walker of a size of write unit: firmware/walker.h with the macros of its unit file in their places. */
export function walkerSource(walker: string, unit: string): string {
  // Of two definitions the first is that of a bank with lock bytes, and without a pending flag.
  const macros = new Map<string, string>();
  for (const [, name = '', body = ''] of `${unit}\n${walker}`.matchAll(
    /^#define (U[A-Z]+_[A-Z]+|WALK_WAIT)(?:\([^)]*\))?((?:.*\\\n)*.*)$/gm,
  )) {
    if (!macros.has(name)) macros.set(name, body.replace(/^ *\\?\n?/, ''));
  }
  const expand = (text: string): string =>
    text.replace(/^ +(UNIT_[A-Z]+|WALK_WAIT)(?:\([^)]*\))?(?: \\)?$/gm, (_, name: string) =>
      expand(macros.get(name) ?? ''),
    );
  return expand(walker.slice(walker.indexOf('static __attribute__')));
}

function parse(source: string) {
  const instructions: Instruction[] = [];
  const labels = new Map<string, number>();
  for (const [, text = '', comment] of source.matchAll(/^ {8}"\s*([^"]*?)\\n"(?: *\/\* (.*?) \*\/)?/gm)) {
    const label = /^(\.L\w+):$/.exec(text)?.[1];
    // What stands at a label is about the instructions behind it.
    if (label !== undefined) {
      labels.set(label, instructions.length);
      if (comment !== undefined) instructions.push({ text: 'nop', comment });
    } else if (!/^\.syntax|\.req\b/.test(text)) instructions.push({ text, comment });
  }
  return { instructions, labels };
}

function reached(
  instructions: readonly Instruction[],
  labels: ReadonlyMap<string, number>,
  from: number,
  never: string | undefined,
): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const instruction = instructions[at];
    if (!instruction || seen.has(at)) continue;
    seen.add(at);
    const [, condition, target] = /^b(\w\w)?\s+(\.L\w+)$/.exec(instruction.text) ?? [];
    if (target !== undefined && target !== never) open.push(labels.get(target) ?? 0);
    if (target === undefined || condition !== undefined) open.push(at + 1);
  }
  return seen;
}

function passOf(instructions: readonly Instruction[], set: ReadonlySet<number>): Pass {
  const within = instructions.filter((_, at) => set.has(at));
  const statuses = within.flatMap(({ text }) => /%\[status(\w+)\]/.exec(text)?.[1] ?? []);
  return {
    comments: within.flatMap(({ comment }) => comment ?? []),
    statuses: [...new Set(statuses)],
  };
}
