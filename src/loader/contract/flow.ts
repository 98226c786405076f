import { type ElfFile, type ElfSection, findSection, findSymbol, elf as names } from '../../elf/index.js';
import { hex } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { isRwpi } from '../arm-attributes.js';
import { CodeTracer, type Trace } from '../flow/trace.js';
import { codeRanges } from '../thumb.js';
import { type Breach, rule, type Subject } from './breach.js';
import { hostEntries } from './symbols.js';

/** What J-Link before V7.88f gives, and any J-Link where RAM is short; our own driver gives it to Burn. */
const leastStack = 256;
/** What J-Link and probe-rs give, and pyOCD before it gives up its second page buffer. */
const usualStack = 512;

const rwpi = rule(
  'rwpi',
  'warning',
  ['J-Link', 'otpforge'],
  'Its variables are found through R9, which the host must set; a bare start of the code does not.',
);
const deep = rule(
  'stack-depth',
  'warning',
  ['J-Link', 'otpforge'],
  `J-Link gives ${count(leastStack, 'byte')} before V7.88f and where RAM is short, otpforge always; what lies below is overwritten.`,
);
const deepest = rule(
  'stack-depth',
  'warning',
  ['J-Link', 'pyOCD', 'probe-rs', 'otpforge'],
  `J-Link and probe-rs give ${count(usualStack, 'byte')}, pyOCD may give as many; what lies below is overwritten.`,
);
const unknown = rule(
  'stack-unknown',
  'warning',
  ['every host'],
  'How much stack it takes cannot be told, and a host gives as little as 256 bytes.',
);

/** What the code does, followed from its entries. */
export function* flowRules({ elf }: Subject): Generator<Breach> {
  const found = traceLoader(elf);
  if (!found) return;
  if (found.readsBase !== undefined) {
    yield rwpi(`PrgCode + ${hex(found.readsBase)}`, 'reads R9 before it is set');
  }
  const { entry, depth, hidden } = found.stack;
  const what = `takes ${hidden ? 'at least ' : ''}${count(depth, 'byte')} of stack`;
  if (depth > usualStack) yield deepest(entry, what);
  else if (depth > leastStack) yield deep(entry, what);
  if (hidden) yield unknown(hidden.entry, `${hidden.what} hides how much stack it takes`);
}

/** Stack that the entries of a loader take, in bytes; null where it cannot be told. */
export function stackOf(elf: ElfFile): number | null {
  const stack = traceLoader(elf)?.stack;
  return stack && !stack.hidden ? stack.depth : null;
}

interface LoaderTrace {
  readonly stack: {
    readonly entry: string;
    readonly depth: number;
    readonly hidden: { readonly entry: string; readonly what: string } | undefined;
  };
  readonly readsBase: number | undefined;
}

function traceLoader(elf: ElfFile): LoaderTrace | undefined {
  const section = findSection(elf, 'PrgCode');
  if (!section || section.bytes.length === 0) return undefined;
  const tracer = new CodeTracer({ bytes: section.bytes, isData: dataOf(elf, section) });
  const traces = hostEntries.flatMap((name): { entry: string; trace: Trace }[] => {
    const symbol = findSymbol(elf, name);
    if (!symbol) return [];
    return [{ entry: name, trace: tracer.trace((symbol.value & ~1) - section.address) }];
  });
  const [first] = traces;
  if (!first) return undefined;
  const worst = traces.reduce((most, next) => (next.trace.depth > most.trace.depth ? next : most), first);
  const veiled = traces.find(({ trace }) => trace.hidden !== undefined);
  const seen = traces.map(({ trace }) => trace);
  // Behind a pointer to a function another one may find its variables through R9.
  const others = veiled && isRwpi(elf) ? functionsOf(elf, section).map((at) => tracer.trace(at)) : [];
  return {
    stack: {
      entry: worst.entry,
      depth: worst.trace.depth,
      hidden: veiled && { entry: veiled.entry, what: veiled.trace.hidden ?? '' },
    },
    readsBase: [...seen, ...others].find(({ readsBase }) => readsBase !== undefined)?.readsBase,
  };
}

function dataOf(elf: ElfFile, section: ElfSection): (offset: number) => boolean {
  const ranges = codeRanges(elf, section);
  if (ranges.length === 0) return () => false;
  const isCode = new Uint8Array(section.bytes.length);
  for (const { from, to } of ranges) isCode.fill(1, from, to);
  return (offset) => isCode[offset] === 0;
}

function functionsOf({ symbols }: ElfFile, { index, address }: ElfSection): readonly number[] {
  return symbols
    .filter(({ type, section }) => type === names.STT_FUNC && section === index)
    .map(({ value }) => (value & ~1) - address);
}
