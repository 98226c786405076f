/** Something about an image that is taken, and that somebody may not have meant. */
export interface ImageWarning {
  readonly code: 'IHEX_EOF_ADDRESS' | 'RAW_LINE_END' | 'START_LEFT_OUT' | 'BLANK_LEFT_OUT';
  readonly message: string;
}
