import { xmlTags } from './xml.js';

/** A register as a target description gives it. */
export interface DescribedRegister {
  readonly name: string;
  /** Number for `p` and `P`. */
  readonly number: number;
  readonly bits: number;
}

/** Far more documents than any server has. */
const mostDocuments = 32;

/**
 * The registers of target.xml and of the documents that it includes, fetched by name. A register without
 * `regnum` has the number after the one before it, in the order in which the includes stand.
 * A document that is included again adds nothing.
 */
export async function parseDescription(
  fetch: (annex: string) => Promise<string | undefined>,
): Promise<readonly DescribedRegister[]> {
  const registers: DescribedRegister[] = [];
  let next = 0;
  const visited = new Set<string>();
  const read = async (annex: string): Promise<void> => {
    if (visited.has(annex) || visited.size >= mostDocuments) return;
    visited.add(annex);
    const document = await fetch(annex);
    for (const { name, attributes } of xmlTags(document ?? '')) {
      if (name === 'xi:include' && attributes.href) await read(attributes.href);
      if (name !== 'reg' || !attributes.name) continue;
      const number = attributes.regnum === undefined ? next : Number(attributes.regnum);
      const bits = Number(attributes.bitsize ?? 32);
      if (!isSize(number) || !isSize(bits)) continue;
      registers.push({ name: attributes.name, number, bits });
      next = number + 1;
    }
  };
  await read('target.xml');
  return registers;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= 0xffff;
}
