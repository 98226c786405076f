import { OtpforgeError } from '../errors/index.js';

/**
 * Stack that the deepest call chain needs, in bytes, from GCC's -fcallgraph-info=su. What the assembly of a walker
 * pushes is added once from the ASM_STACK_BYTES that the source declares. Errors: LOADER_CONTRACT for recursion
 * and for frames without a fixed size.
 */
export function stackBound(callGraph: string, source: string): number {
  const frames = new Map<string, number>();
  for (const [, name, label] of callGraph.matchAll(/^node: \{ title: "([^"]+)" label: "([^"]*)"/gm)) {
    const frame = /\\n(\d+) bytes \((\w+)\)/.exec(label ?? '');
    if (frame && frame[2] !== 'static') throw unbounded(`${name} has a frame of no fixed size`);
    frames.set(name ?? '', frame ? Number(frame[1]) : 0);
  }
  const calls = new Map<string, string[]>();
  for (const [, from, to] of callGraph.matchAll(/^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"/gm)) {
    if (from && to) calls.set(from, [...(calls.get(from) ?? []), to]);
  }
  const depth = (name: string, chain: readonly string[]): number => {
    if (chain.includes(name)) throw unbounded(`${name} calls itself`);
    const below = (calls.get(name) ?? []).map((callee) => depth(callee, [...chain, name]));
    return (frames.get(name) ?? 0) + Math.max(0, ...below);
  };
  const assembly = /^#define ASM_STACK_BYTES (\d+)$/m.exec(source)?.[1] ?? '0';
  return Math.max(0, ...[...frames.keys()].map((name) => depth(name, []))) + Number(assembly);
}

function unbounded(problem: string): OtpforgeError {
  return new OtpforgeError('LOADER_CONTRACT', {
    message: `the stack of the loader has no bound: ${problem}`,
    remedy:
      'A loader gets as little as 256 bytes of stack: use no recursion and no arrays of variable length.',
  });
}
