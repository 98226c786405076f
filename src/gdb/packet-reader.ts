import { decodeBody, interruptByte, notificationStart, packetEnd, packetStart } from './packet.js';

/** What a stream of bytes holds. `broken` has a wrong checksum, or cannot be decoded. */
export type GdbEvent =
  | { readonly kind: 'packet'; readonly payload: Uint8Array }
  | { readonly kind: 'notification'; readonly payload: Uint8Array }
  | { readonly kind: 'broken' | 'too-long' | 'ack' | 'nack' | 'interrupt' };

export interface PacketReaderOptions {
  /** Longest body in bytes; a longer packet is dropped whole. */
  readonly limit: number;
  /** Expand run lengths, as a client must. */
  readonly runLengths: boolean;
}

type State = 'idle' | 'body' | 'checksum';

/** Cuts a stream of bytes into packets, acknowledgements and interrupts; anything else between them is dropped. */
export class PacketReader {
  readonly #options: PacketReaderOptions;
  readonly #body: Uint8Array;
  #length = 0;
  #state: State = 'idle';
  #kind: 'packet' | 'notification' = 'packet';
  #checksum = '';

  constructor(options: PacketReaderOptions) {
    this.#options = options;
    this.#body = new Uint8Array(options.limit);
  }

  /** Takes bytes as they come, cut anywhere. */
  *push(chunk: Uint8Array): Generator<GdbEvent> {
    for (const byte of chunk) {
      const event = this.#take(byte);
      if (event) yield event;
    }
  }

  #take(byte: number): GdbEvent | undefined {
    switch (this.#state) {
      case 'idle':
        return this.#takeBetween(byte);
      case 'body':
        this.#takeBody(byte);
        return undefined;
      case 'checksum':
        this.#checksum += String.fromCharCode(byte);
        return this.#checksum.length === 2 ? this.#finish() : undefined;
    }
  }

  #takeBetween(byte: number): GdbEvent | undefined {
    if (byte === packetStart) this.#begin('packet');
    else if (byte === notificationStart) this.#begin('notification');
    else if (byte === interruptByte) return { kind: 'interrupt' };
    else if (byte === 0x2b) return { kind: 'ack' };
    else if (byte === 0x2d) return { kind: 'nack' };
    return undefined;
  }

  // A start inside a packet means that the end of the one before was lost.
  #takeBody(byte: number): void {
    if (byte === packetStart) {
      this.#begin('packet');
    } else if (byte === packetEnd) {
      this.#state = 'checksum';
      this.#checksum = '';
    } else {
      if (this.#length < this.#body.length) this.#body[this.#length] = byte;
      this.#length += 1;
    }
  }

  #begin(kind: 'packet' | 'notification'): void {
    this.#state = 'body';
    this.#kind = kind;
    this.#length = 0;
  }

  #finish(): GdbEvent {
    this.#state = 'idle';
    if (this.#length > this.#body.length) return { kind: 'too-long' };
    const body = this.#body.subarray(0, this.#length);
    const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0);
    if (this.#checksum.toLowerCase() !== sum.toString(16).padStart(2, '0')) return { kind: 'broken' };
    const payload = decodeBody(body, this.#options);
    return payload ? { kind: this.#kind, payload } : { kind: 'broken' };
  }
}
