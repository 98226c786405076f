import { BusError } from '../chip/index.js';
import { decodeHex, encodeHex } from '../gdb/index.js';
import { insertBreakpoint, removeBreakpoint } from './breakpoint-commands.js';
import { documentsOf } from './documents.js';
import { flashDone, flashErase, flashWrite } from './flash-commands.js';
import { parseRange, readMemory, writeMemoryBinary, writeMemoryHex } from './memory-commands.js';
import { monitor } from './monitor.js';
import { readAll, readOne, writeAll, writeOne } from './register-commands.js';
import { explained, failure, type Reply } from './reply.js';
import { resume, resumeThreads, whyHalted } from './run-commands.js';
import type { ServedChip } from './served-chip.js';

/** Longest packet body in either direction. */
export const packetSize = 0x4000;
const largestRead = packetSize / 2 - 8;

interface Packet {
  /** The body after the command's own name. */
  readonly args: string;
  readonly bytes: Uint8Array;
  /** Sends console output that belongs to this command. */
  readonly print: (text: string) => void;
}

interface Command {
  readonly name: string;
  /** What the chip must be for it: powered, or powered and halted. */
  readonly needs?: 'power' | 'halt';
  readonly run: (served: ServedChip, packet: Packet) => Reply | Promise<Reply>;
}

// Longer names stand before the shorter ones that they begin with.
const commands: readonly Command[] = [
  { name: 'qSupported', run: () => supported },
  { name: 'qXfer:', run: (served, { args }) => transfer(served, args) },
  { name: 'qRcmd,', run: (served, { args, print }) => runMonitor(served, args, print) },
  { name: 'qAttached', run: () => '1' },
  { name: 'qfThreadInfo', run: () => 'm1' },
  { name: 'qsThreadInfo', run: () => 'l' },
  { name: 'qC', run: () => 'QC1' },
  { name: 'vCont?', run: () => 'vCont;c;C;s;S' },
  { name: 'vCont', needs: 'power', run: (served, { args }) => resumeThreads(served, args) },
  { name: 'vFlashErase:', needs: 'power', run: (served, { args }) => flashErase(served, args) },
  { name: 'vFlashWrite:', needs: 'power', run: (served, { bytes }) => flashWrite(served, bytes) },
  { name: 'vFlashDone', needs: 'power', run: flashDone },
  { name: '?', needs: 'power', run: whyHalted },
  { name: '!', run: () => 'OK' },
  { name: 'H', run: () => 'OK' },
  { name: 'T', run: () => 'OK' },
  { name: 'm', needs: 'power', run: (served, { args }) => readMemory(served, args, largestRead) },
  { name: 'M', needs: 'power', run: (served, { args }) => writeMemoryHex(served, args) },
  { name: 'X', needs: 'power', run: (served, { bytes }) => writeMemoryBinary(served, bytes) },
  { name: 'g', needs: 'halt', run: readAll },
  { name: 'G', needs: 'halt', run: (served, { args }) => writeAll(served, args) },
  { name: 'p', needs: 'halt', run: (served, { args }) => readOne(served, args) },
  { name: 'P', needs: 'halt', run: (served, { args }) => writeOne(served, args) },
  { name: 'Z', needs: 'power', run: (served, { args }) => insertBreakpoint(served, args) },
  { name: 'z', needs: 'power', run: (served, { args }) => removeBreakpoint(served, args) },
  ...['c', 'C', 's', 'S'].map(
    (name): Command => ({ name, needs: 'power', run: (served, { args }) => resume(served, name, args) }),
  ),
];

const supported = [
  `PacketSize=${packetSize.toString(16)}`,
  'QStartNoAckMode+',
  'qXfer:features:read+',
  'qXfer:memory-map:read+',
  'vContSupported+',
].join(';');

/** Answers one packet; what is not known is answered with nothing, as the protocol wants. */
export async function answer(
  served: ServedChip,
  payload: Uint8Array,
  print: (text: string) => void,
): Promise<Reply> {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1');
  const command = commands.find(({ name }) => text.startsWith(name));
  if (!command) return '';
  if (command.needs && !served.isPowered) return failure.state;
  if (command.needs === 'halt' && served.isRunning) return failure.state;
  const { length } = command.name;
  try {
    return await command.run(served, { args: text.slice(length), bytes: payload.subarray(length), print });
  } catch (error) {
    if (error instanceof BusError) return failure.fault;
    throw error;
  }
}

// `object:read:annex:offset,length`, answered in parts: `m` while more follows, `l` with the last.
function transfer(served: ServedChip, args: string): Reply {
  const [object, verb, annex, part = '', ...rest] = args.split(':');
  if (verb !== 'read' || rest.length > 0) return '';
  if (object !== 'features' && object !== 'memory-map') return '';
  const document = documentsOf(served.chip).get(`${object}:${annex}`);
  if (document === undefined) return explained(`there is no ${object} document ${annex}`);
  const range = parseRange(part);
  if (!range) return failure.malformed;
  const end = range.address + Math.min(range.length, largestRead);
  return `${end < document.length ? 'm' : 'l'}${document.slice(range.address, end)}`;
}

async function runMonitor(served: ServedChip, args: string, print: (text: string) => void): Promise<Reply> {
  const line = decodeHex(args);
  if (!line) return failure.malformed;
  const { text, ok } = await monitor(served, Buffer.from(line).toString('latin1'));
  print(`O${encodeHex(Buffer.from(text, 'latin1'))}`);
  return ok ? 'OK' : failure.state;
}
