import { OtpforgeError } from '../errors/index.js';
import { readError } from './read.js';

/** All of standard input. Errors: USAGE at a terminal, FILE_UNREADABLE. */
export async function standardInput(input: NodeJS.ReadStream = process.stdin): Promise<Buffer> {
  if (input.isTTY) {
    throw new OtpforgeError('USAGE', {
      message: '- reads standard input, and this is a terminal',
      remedy: 'Pipe a dump into it, for example ssh board cat /sys/bus/nvmem/devices/stm32-romem0/nvmem | …',
    });
  }
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of input) chunks.push(Buffer.from(chunk));
  } catch (cause) {
    throw readError('standard input', cause);
  }
  return Buffer.concat(chunks);
}
