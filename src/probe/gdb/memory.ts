import { decodeHex, encodeHex, escapedLength } from '../../gdb/index.js';
import type { AccessWidth } from '../../target/index.js';
import { count } from '../../text/plural.js';
import { errorText, type GdbClient, isError } from './client.js';
import { memoryFault } from './faults.js';
import { lost } from './lost.js';
import { readTold } from './told-memory.js';

/** Room for the packet's name, address and length. */
const headSize = 32;

/**
 * Memory through `m`, and `X` where the server knows it or `M` where not. The protocol has no access width:
 * servers use the widest that address and length allow, so that a forced width below 4 takes a packet each.
 */
export class GdbMemory {
  readonly #client: GdbClient;
  readonly #zerosMayBeFaults: boolean;
  #binary: boolean | undefined;

  constructor(client: GdbClient, zerosMayBeFaults: boolean) {
    this.#client = client;
    this.#zerosMayBeFaults = zerosMayBeFaults;
  }

  async read(address: number, length: number, width: AccessWidth): Promise<Uint8Array> {
    checkAligned(address, length, width, false);
    const bytes = new Uint8Array(length);
    const largest = width === 1 || width === 2 ? width : wholeWords((this.#client.packetSize - 8) / 2);
    for (let done = 0; done < length; ) {
      const part = await this.#readPart(address + done, Math.min(largest, length - done));
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  async write(address: number, data: Uint8Array, width: AccessWidth): Promise<void> {
    checkAligned(address, data.length, width, true);
    for (let done = 0; done < data.length; ) {
      const rest = data.subarray(done);
      const part = rest.subarray(0, width === 1 || width === 2 ? width : await this.#roomFor(address, rest));
      await this.#writePart(address + done, part);
      done += part.length;
    }
  }

  async #readPart(address: number, length: number): Promise<Uint8Array> {
    const { text } = await this.#client.call(`m${address.toString(16)},${length.toString(16)}`);
    if (isError(text)) throw memoryFault(address, false, errorText(text));
    // Every server knows `m`: st-util says so that the read failed.
    if (text === '') throw memoryFault(address, false, 'the server answered nothing');
    const bytes = decodeHex(text);
    if (bytes && bytes.length > 0 && bytes.length <= length) {
      const isDoubtful = this.#zerosMayBeFaults && bytes.every((byte) => byte === 0);
      return isDoubtful ? readTold(this.#client, address, bytes.length) : bytes;
    }
    // Without them: they may be a secret's.
    throw this.#client.connection.abandon(
      `answered a read of ${count(length, 'byte')} with ${count(text.length, 'character')}`,
    );
  }

  async #writePart(address: number, bytes: Uint8Array): Promise<void> {
    const place = `${address.toString(16)},${bytes.length.toString(16)}:`;
    const packet = (await this.#takesBinary(address))
      ? Buffer.concat([Buffer.from(`X${place}`, 'latin1'), bytes])
      : `M${place}${encodeHex(bytes)}`;
    const { text } = await this.#client.call(packet);
    if (text === 'OK') return;
    if (text === '') throw lost(this.#client.server, 'accepts no memory writes');
    throw memoryFault(address, true, errorText(text));
  }

  // The largest whole number of words that fits a packet, however its bytes are escaped.
  async #roomFor(address: number, bytes: Uint8Array): Promise<number> {
    const room = this.#client.packetSize - headSize;
    if (!(await this.#takesBinary(address))) return wholeWords(room / 2);
    let length = Math.min(bytes.length, room);
    while (escapedLength(bytes.subarray(0, length)) > room) length = wholeWords(length * 0.75);
    return length === bytes.length ? length : wholeWords(length);
  }

  async #takesBinary(address: number): Promise<boolean> {
    this.#binary ??= (await this.#client.call(`X${address.toString(16)},0:`)).text === 'OK';
    return this.#binary;
  }
}

function wholeWords(length: number): number {
  return Math.max(4, Math.floor(length) & ~3);
}

function checkAligned(address: number, length: number, width: AccessWidth, write: boolean): void {
  if (width === 'auto' || (address % width === 0 && length % width === 0)) return;
  throw memoryFault(address, write, `not whole aligned accesses of ${count(width, 'byte')}`);
}
