/** A file as text; undefined where it is binary. PowerShell writes UTF-16. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const text = decoders[encoding].decode(bytes);
  return isText(text) ? text : undefined;
}

const decoders = { 'utf-8': new TextDecoder('utf-8'), 'utf-16le': new TextDecoder('utf-16le') };

/** Bytes of fuses have controls among them, and most are zero. */
function isText(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 && !'\t\n\r\f'.includes(character)) return false;
  }
  return true;
}
