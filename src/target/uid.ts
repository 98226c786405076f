/** A unique ID as people read it: its bytes in the order of their addresses. */
export function uidText(uid: Uint8Array): string {
  return Buffer.from(uid).toString('hex').toUpperCase();
}

/** The opposite of uidText, in lower case too; undefined for what is not 12 bytes, as those of a chip that was not read. */
export function uidBytes(text: string): Uint8Array | undefined {
  return uidPattern.test(text) ? Uint8Array.from(Buffer.from(text, 'hex')) : undefined;
}

/** Of every STM32: 96 bits. */
export const uidPattern = /^[0-9A-Fa-f]{24}$/;
