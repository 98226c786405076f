/** How a group of digits stands for bytes, by its width: od and hexdump pad every group. */
export interface GroupForm {
  readonly radix: 8 | 16;
  readonly bytes: number;
}

/** Undefined for what hexdump, od and xxd do not print of words. */
export function formOf(width: number): GroupForm | undefined {
  return forms[width];
}

/** The bytes of a group in address order; undefined for a digit or value that its form has not. */
export function groupBytes(
  group: string,
  { radix, bytes }: GroupForm,
  isLittle: boolean,
): readonly number[] | undefined {
  if (radix === 8 && !/^[0-7]+$/.test(group)) return undefined;
  let value = BigInt(radix === 8 ? `0o${group}` : `0x${group}`);
  if (value >> BigInt(8 * bytes) !== 0n) return undefined;
  const little: number[] = [];
  for (let index = 0; index < bytes; index += 1) {
    little.push(Number(value & 0xffn));
    value >>= 8n;
  }
  return isLittle ? little : little.reverse();
}

const forms: Readonly<Record<number, GroupForm>> = {
  2: { radix: 16, bytes: 1 },
  3: { radix: 8, bytes: 1 },
  4: { radix: 16, bytes: 2 },
  6: { radix: 8, bytes: 2 },
  8: { radix: 16, bytes: 4 },
  11: { radix: 8, bytes: 4 },
  16: { radix: 16, bytes: 8 },
  22: { radix: 8, bytes: 8 },
  32: { radix: 16, bytes: 16 },
};
