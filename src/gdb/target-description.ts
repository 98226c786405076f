import { xmlTags } from './xml.js';

/** A register as a target description gives it. */
export interface DescribedRegister {
  readonly name: string;
  /** Number for `p` and `P`. */
  readonly number: number;
  readonly bits: number;
}

const deepestInclude = 8;

/**
 * The registers of target.xml and of the documents that it includes, fetched by name. A register without
 * `regnum` has the number after the one before it, in the order in which the includes stand.
 */
export async function parseDescription(
  fetch: (annex: string) => Promise<string | undefined>,
): Promise<readonly DescribedRegister[]> {
  const registers: DescribedRegister[] = [];
  let next = 0;
  const read = async (annex: string, depth: number): Promise<void> => {
    const document = depth > deepestInclude ? undefined : await fetch(annex);
    for (const { name, attributes } of xmlTags(document ?? '')) {
      if (name === 'xi:include' && attributes.href) await read(attributes.href, depth + 1);
      if (name !== 'reg' || !attributes.name) continue;
      const number = attributes.regnum === undefined ? next : Number(attributes.regnum);
      const bits = Number(attributes.bitsize ?? 32);
      if (!isSize(number) || !isSize(bits)) continue;
      registers.push({ name: attributes.name, number, bits });
      next = number + 1;
    }
  };
  await read('target.xml', 0);
  return registers;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= 0xffff;
}
