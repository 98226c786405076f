/** A file of an export, before it is written. */
export interface ExportedFile {
  /** Path inside the export, with forward slashes. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** The bytes that a file will hold. */
export function bytesOf({ content }: ExportedFile): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}
