// Offsets of a 64-bit host, little-endian; pylink structs.py.

/** JLINKARM_EMU_CONNECT_INFO. */
const connectInfo = { size: 264, serial: 0, product: 50, productLength: 32 } as const;
/** JLINKARM_HW_STATUS: VTarget U16@0 in millivolts, then six pin levels. */
const hwStatus = { size: 8, vtarget: 0 } as const;

export interface ListedProbe {
  readonly serial: number;
  readonly product: string;
}

export function connectInfoBuffer(count: number): Buffer {
  return Buffer.alloc(count * connectInfo.size);
}

/** Decodes what EMU_GetList filled. */
export function decodeConnectInfo(list: Buffer): readonly ListedProbe[] {
  return Array.from({ length: Math.floor(list.length / connectInfo.size) }, (_, index) => {
    const entry = list.subarray(index * connectInfo.size, (index + 1) * connectInfo.size);
    const product = entry.subarray(connectInfo.product, connectInfo.product + connectInfo.productLength);
    return { serial: entry.readUInt32LE(connectInfo.serial), product: decodeText(product) };
  });
}

export function hwStatusBuffer(): Buffer {
  return Buffer.alloc(hwStatus.size);
}

/** VTref in millivolts. */
export function decodeVtref(status: Buffer): number {
  return status.readUInt16LE(hwStatus.vtarget);
}

/** A NUL-terminated string in a buffer. */
export function decodeText(buffer: Buffer): string {
  const end = buffer.indexOf(0);
  return buffer.toString('latin1', 0, end < 0 ? buffer.length : end).trim();
}
