import { fileOption, type ProbeKind, probeKinds } from '../../probe/index.js';
import { beginningWith, behind, type Candidate, plainWords } from './answer.js';
import { filesBelow } from './files-below.js';

/** Where devices, serial numbers and scripts come from. */
export interface ProbeSources {
  devices(): Promise<readonly Candidate[]>;
  /** Serial numbers on USB of what a scheme reaches. */
  serials(scheme: string): Promise<readonly Candidate[]>;
  /** The folder of OpenOCD's own scripts. */
  scripts(): Promise<string | undefined>;
}

/** How a probe URI may go on: scheme, then what it names, then options. */
export async function probeValues(typed: string, sources: ProbeSources): Promise<readonly Candidate[]> {
  const [, scheme = ''] = /^([a-z-]+):/.exec(typed) ?? [];
  const kind = Object.entries<ProbeKind>(probeKinds).find(([name]) => name === scheme)?.[1];
  if (!kind) return beginningWith(typed, schemes());
  const comma = typed.lastIndexOf(',') + 1;
  const [head, last] = comma === 0 ? [`${scheme}:`, typed.slice(scheme.length + 1)] : cut(typed, comma);
  const names = comma === 0 || kind.target?.several ? await namesFor(scheme, kind, last, sources) : [];
  const options = comma === 0 ? [] : optionsOf(kind, last);
  return behind(head, beginningWith(last, [...names, ...options]));
}

function schemes(): readonly Candidate[] {
  return Object.entries(probeKinds).map(([scheme, { usage }]) => ({
    value: `${scheme}:`,
    description: usage,
  }));
}

async function namesFor(
  scheme: string,
  { target }: ProbeKind,
  typed: string,
  sources: ProbeSources,
): Promise<readonly Candidate[]> {
  if (scheme === 'sim') return sources.devices();
  if (scheme === 'gdb') return gdbServers;
  if (!target) return sources.serials(scheme);
  const own = target.several ? await sources.scripts() : undefined;
  return [...filesBelow(typed), ...(own === undefined ? [] : filesBelow(typed, own))];
}

const gdbServers: readonly Candidate[] = [
  { value: 'localhost:3333', description: 'OpenOCD, pyOCD or otpforge simulate' },
  { value: 'localhost:2331', description: 'J-Link GDB Server' },
];

function optionsOf({ options }: ProbeKind, typed: string): readonly Candidate[] {
  const equals = typed.indexOf('=') + 1;
  if (equals === 0) return plainWords(Object.keys(options).map((key) => `${key}=`));
  const [head, value] = cut(typed, equals);
  const use = options[head.slice(0, -1)];
  if (fileOption(use)) return behind(head, filesBelow(value));
  return typeof use === 'object' && 'oneOf' in use ? behind(head, plainWords(use.oneOf)) : [];
}

function cut(text: string, at: number): readonly [head: string, rest: string] {
  return [text.slice(0, at), text.slice(at)];
}
