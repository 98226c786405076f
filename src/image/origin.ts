/** Where bytes of an image come from. */
export interface Source {
  /** Path as the user gave it, or the layout's path. */
  readonly file: string;
  /** elf-gap: bytes that an ELF loads and none of its sections covers, so that nobody can say whether they are meant. */
  readonly kind: 'ihex' | 'binary' | 'elf' | 'elf-gap' | 'field' | 'fill' | 'chip';
}

/** The origin of one byte: its source and, as far as known, the line or the field's name. */
export interface Origin {
  readonly source: Source;
  /** 1-based line of the record that holds the byte. */
  readonly line?: number;
  /** Name of the layout field that the byte belongs to. */
  readonly field?: string;
  /** The field is secret: no message may show the byte. */
  readonly secret?: boolean;
}

/** An origin as messages and tables show it: `fw.hex:12`, `otp.yaml, field serial`, `otp.yaml, fill`. */
export function describeOrigin({ source, line, field }: Origin): string {
  const place = line === undefined ? source.file : `${source.file}:${line}`;
  if (field !== undefined) return `${place}, field ${field}`;
  if (source.kind === 'elf-gap') return `${place}, in no section`;
  return source.kind === 'fill' ? `${place}, fill` : place;
}
