export const packetStart = 0x24;
export const packetEnd = 0x23;
export const escapeByte = 0x7d;
export const runLengthByte = 0x2a;
export const notificationStart = 0x25;
export const interruptByte = 0x03;

const escapeMask = 0x20;
const escaped = new Set([packetStart, packetEnd, escapeByte, runLengthByte]);

/**
 * A payload as it goes over the wire: `$`, the payload with `$ # } *` escaped, `#`, checksum. Escaping `*`
 * as well keeps binary data from being taken for run lengths by either side.
 */
export function framePacket(payload: Uint8Array | string): Uint8Array {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
  let extra = 0;
  for (const byte of bytes) if (escaped.has(byte)) extra += 1;
  const frame = Buffer.alloc(bytes.length + extra + 4);
  let at = 0;
  let sum = 0;
  const put = (byte: number): void => {
    frame[at] = byte;
    at += 1;
    sum += byte;
  };
  put(packetStart);
  sum = 0;
  for (const byte of bytes) {
    if (escaped.has(byte)) {
      put(escapeByte);
      put(byte ^ escapeMask);
    } else {
      put(byte);
    }
  }
  const checksum = (sum & 0xff).toString(16).padStart(2, '0');
  put(packetEnd);
  frame.write(checksum, at, 'latin1');
  return frame;
}

/** Bytes that `bytes` take on the wire, without frame. */
export function escapedLength(bytes: Uint8Array): number {
  let length = bytes.length;
  for (const byte of bytes) if (escaped.has(byte)) length += 1;
  return length;
}

/**
 * The payload of a received packet body. `runLengths` expands `c*n`: only servers send those, so that a
 * server leaves a bare `*` in a client's binary data alone. Undefined when an escape or a run is interrupted,
 * or when it would be longer than `limit`.
 */
export function decodeBody(
  body: Uint8Array,
  { runLengths, limit }: { readonly runLengths: boolean; readonly limit: number },
): Uint8Array | undefined {
  const payload: number[] = [];
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (byte === escapeByte) {
      index += 1;
      const next = body[index];
      if (next === undefined) return undefined;
      payload.push(next ^ escapeMask);
    } else if (runLengths && byte === runLengthByte) {
      index += 1;
      const repeats = (body[index] ?? 0) - 29;
      const last = payload.at(-1);
      if (repeats < 3 || last === undefined) return undefined;
      for (let repeat = 0; repeat < repeats; repeat += 1) payload.push(last);
    } else {
      payload.push(byte);
    }
    if (payload.length > limit) return undefined;
  }
  return Uint8Array.from(payload);
}
