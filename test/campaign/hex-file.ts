/** Intel HEX by nobody's code but this: what a file asks for, byte by byte. */
export function readHex(text: string): ReadonlyMap<number, number> {
  const bytes = new Map<number, number>();
  let upper = 0;
  for (const line of text.split(/\r?\n/)) {
    if (!line.startsWith(':')) continue;
    const record = Buffer.from(line.slice(1), 'hex');
    const [length = 0, high = 0, low = 0, type] = record;
    const data = record.subarray(4, 4 + length);
    if (type === 4) upper = data.readUInt16BE(0) * 0x10000;
    if (type === 1) break;
    if (type !== 0) continue;
    for (const [index, byte] of data.entries()) bytes.set(upper + high * 256 + low + index, byte);
  }
  return bytes;
}

/** A file with one data record for each run of bytes of one 64 KiB page, at most 16 bytes long. */
export function writeHex(bytes: ReadonlyMap<number, number>): string {
  const sorted = [...bytes].sort(([a], [b]) => a - b);
  const lines: string[] = [];
  let upper = -1;
  for (let at = 0; at < sorted.length; ) {
    const [address = 0] = sorted[at] ?? [];
    const data: number[] = [];
    while (
      data.length < 16 &&
      sorted[at]?.[0] === address + data.length &&
      (address & 0xffff) + data.length < 0x10000
    ) {
      data.push(sorted[at]?.[1] ?? 0);
      at += 1;
    }
    if (address >>> 16 !== upper) {
      upper = address >>> 16;
      lines.push(record(0, 4, [upper >> 8, upper & 0xff]));
    }
    lines.push(record(address & 0xffff, 0, data));
  }
  return `${[...lines, ':00000001FF'].join('\n')}\n`;
}

function record(address: number, type: number, data: readonly number[]): string {
  const body = [data.length, address >> 8, address & 0xff, type, ...data];
  const sum = -body.reduce((total, byte) => total + byte, 0) & 0xff;
  return `:${Buffer.from([...body, sum])
    .toString('hex')
    .toUpperCase()}`;
}
