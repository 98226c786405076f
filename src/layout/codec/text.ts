import { count } from '../../text/plural.js';
import type { TextSpec } from '../schema-2.js';
import type { Codec, FieldInput } from './codec.js';
import { ValueProblem } from './problem.js';
import { wholeValue } from './whole-value.js';

export function textCodec(spec: TextSpec): Codec {
  const { length, pad, align, end } = spec;
  const matches = spec.pattern === undefined ? undefined : wholeValue(spec.pattern);
  const check = (text: string): string => {
    checkCharacters(text, spec.type);
    if (matches && !matches(text)) throw new ValueProblem(`must match the pattern ${spec.pattern}`);
    return text;
  };
  return {
    length,
    encode(input) {
      const content = Buffer.from(check(toText(input)), 'utf8');
      if (end !== undefined) return endedText(content, { length, end, pad });
      if (content.length > length) {
        throw new ValueProblem(`has ${count(content.length, 'byte')}, but the field holds ${length}`);
      }
      if (pad === undefined) {
        if (content.length === length) return Uint8Array.from(content);
        throw new ValueProblem(
          `has ${count(content.length, 'byte')}, but the field holds exactly ${length} and names no pad byte`,
        );
      }
      // Such a value could not be told from its padding when it is read back.
      if ((align === 'left' ? content.at(-1) : content.at(0)) === pad) {
        throw new ValueProblem(`must not ${align === 'left' ? 'end' : 'begin'} with the pad byte`);
      }
      const bytes = new Uint8Array(length).fill(pad);
      bytes.set(content, align === 'left' ? 0 : length - content.length);
      return bytes;
    },
    decode(bytes) {
      const text = check(fromUtf8(end === undefined ? strip(bytes, spec) : beforeEnd(bytes, { end, pad })));
      return { value: text, text };
    },
  };
}

interface TextEnd {
  readonly end: number;
  readonly pad: number | undefined;
}

function endedText(
  content: Buffer,
  { length, end, pad = end }: TextEnd & { readonly length: number },
): Uint8Array {
  if (content.length >= length) {
    throw new ValueProblem(
      `has ${count(content.length, 'byte')}, but the field holds ${length - 1} and the end byte`,
    );
  }
  if (content.includes(end)) throw new ValueProblem(`must not hold ${hexByte(end)}, the end byte`);
  const bytes = new Uint8Array(length).fill(pad);
  bytes.set(content);
  bytes[content.length] = end;
  return bytes;
}

function beforeEnd(bytes: Uint8Array, { end, pad = end }: TextEnd): Uint8Array {
  const at = bytes.indexOf(end);
  if (at < 0) throw new ValueProblem(`has no end byte ${hexByte(end)}`);
  const odd = bytes.findIndex((byte, index) => index > at && byte !== pad);
  if (odd < 0) return bytes.subarray(0, at);
  throw new ValueProblem(
    `has ${hexByte(bytes[odd] ?? 0)} at byte ${odd}, behind its end, and not the pad ${hexByte(pad)}`,
  );
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function toText(input: FieldInput): string {
  if (typeof input === 'string') return input;
  throw new ValueProblem('must be a string; put a number in quotes, so that its digits are kept as written');
}

function checkCharacters(text: string, type: TextSpec['type']): void {
  if (type === 'ascii') {
    if (/^[\x20-\x7e]*$/.test(text)) return;
    throw new ValueProblem('must consist of printable ASCII characters');
  }
  if (/\p{Surrogate}/u.test(text)) throw new ValueProblem('holds half of a surrogate pair');
  if (/\p{Cc}/u.test(text)) throw new ValueProblem('must not hold control characters');
}

function strip(bytes: Uint8Array, { pad, align }: TextSpec): Uint8Array {
  if (pad === undefined) return bytes;
  let [start, end] = [0, bytes.length];
  if (align === 'left') while (end > 0 && bytes[end - 1] === pad) end -= 1;
  else while (start < end && bytes[start] === pad) start += 1;
  return bytes.subarray(start, end);
}

function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ValueProblem('is not valid UTF-8');
  }
}
