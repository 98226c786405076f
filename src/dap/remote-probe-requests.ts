import { z } from 'zod';

/** The version of pyOCD's remote-probe protocol that is spoken here. */
export const protocolVersion = 1;

/** More than a client asks for at once: TAR counts within 4 KiB, 1024 words. */
const mostTransfers = 16384;

// Of a larger or negative number the low 32 bits go to the chip, as through any probe.
const word = z
  .number()
  .int()
  .transform((value) => value >>> 0);
// pyOCD’s target of the STM32F767 sends 1 and 0.
const level = z.union([z.boolean(), z.literal([0, 1]).transform((value) => value === 1)]);
const anything = z.unknown();
const nothing = z.tuple([]);

const call = <Name extends string, Arguments extends z.ZodType>(name: Name, args: Arguments) =>
  z.object({ name: z.literal(name), args });

const requestSchema = z.discriminatedUnion('name', [
  call('hello', z.tuple([z.number().int()])),
  call('readprop', z.tuple([z.string()])),
  call('open', nothing),
  call('close', nothing),
  call('lock', nothing),
  call('unlock', nothing),
  call('connect', z.tuple([z.string()])),
  call('disconnect', nothing),
  call('swj_sequence', z.tuple([anything, anything])),
  call('set_clock', z.tuple([z.number()])),
  call('reset', nothing),
  call('assert_reset', z.tuple([level])),
  call('is_reset_asserted', nothing),
  call('flush', nothing),
  call('read_dp', z.tuple([word])),
  call('write_dp', z.tuple([word, word])),
  call('read_ap', z.tuple([word])),
  call('write_ap', z.tuple([word, word])),
  call('read_ap_multiple', z.tuple([word, z.number().int().min(0).max(mostTransfers)])),
  call('write_ap_multiple', z.tuple([word, z.array(word).max(mostTransfers)])),
  call('get_memory_interface_for_ap', z.tuple([anything, anything])),
]);

/** A request with arguments of the right number and kind. */
export type ProbeRequest = z.infer<typeof requestSchema>;

const envelope = z.object({
  id: z.number().int(),
  request: z.string(),
  arguments: z.array(z.unknown()).default([]),
});

/** What a line asks for, or what is wrong with it. The id is -1 where the line gives none. */
export interface ParsedRequest {
  readonly id: number;
  readonly request?: ProbeRequest;
  readonly problem: string;
}

export function parseRequest(line: string): ParsedRequest {
  const parsed = envelope.safeParse(parseJson(line));
  if (!parsed.success) return { id: -1, problem: 'invalid request format' };
  const { id, request: name, arguments: args } = parsed.data;
  const request = requestSchema.safeParse({ name, args });
  if (request.success) return { id, request: request.data, problem: '' };
  const isKnown = request.error.issues.every(({ path }) => path[0] !== 'name');
  const what = isKnown ? 'invalid arguments for' : 'unknown request';
  return { id, problem: `${what} ${JSON.stringify(name.slice(0, 40))}` };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
