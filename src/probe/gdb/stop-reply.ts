/** Why a core stopped: by itself (breakpoint, fault), or because it was asked to. */
export type Stop = 'itself' | 'request';

const sigint = 2;

/** Reads a stop reply; undefined for a packet that is none, console output for example. */
export function parseStop(text: string): Stop | undefined {
  const [, kind, signal] = /^([STWX])([0-9a-f]{2})/i.exec(text) ?? [];
  if (kind === undefined || signal === undefined) return undefined;
  return Number.parseInt(signal, 16) === sigint ? 'request' : 'itself';
}
