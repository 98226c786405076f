/** A text behind ^FH_ of ZPL: whatever is in it, it stays in its field, and the printer gets the bytes of UTF-8. */
export function zplText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return isPlain.test(character) ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** ^ and ~ begin commands, _ an escape, and \ has a meaning in blocks of text. */
const isPlain = /[ !-[\]`-}]/;

/** A text for printers of another language: it has one line. */
export function lineText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}
