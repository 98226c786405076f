import type { Label, Printer } from './line.js';
import type { LineProblem } from './problems.js';
import type { LineLabel } from './schema-outputs.js';
import { commandOf, type SourceContext } from './sources.js';

/** The label of a line.yaml; what is wrong with it goes into `problems`. */
export function labelOf(
  document: LineLabel | undefined,
  context: SourceContext,
  problems: LineProblem[],
): Label | undefined {
  if (!document) return undefined;
  const printer = printerOf(document, context);
  if (typeof printer === 'string') {
    problems.push({ path: ['label'], problem: printer });
    return undefined;
  }
  const { template, escape: escaping, confirm, timeout } = document;
  return {
    template: context.beside(template),
    printer,
    escape: escaping,
    ...(confirm && { confirm }),
    ...(timeout !== undefined && { timeout }),
  };
}

function printerOf({ to, command, timeout }: LineLabel, context: SourceContext): Printer | string {
  if (command && to !== undefined) return 'has to and command; a label goes to one printer';
  if (command) return { kind: 'command', command: commandOf({ command, timeout }, context) };
  const [, bracketed, plain, port] = /^tcp:(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(to ?? '') ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    return 'needs to: "tcp:HOST:PORT", or command';
  return { kind: 'tcp', host, port: Number(port) };
}
