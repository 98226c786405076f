/** 1, 2 or 4 forces the width of each bus access; 'auto' leaves it to the probe. */
export type AccessWidth = 1 | 2 | 4 | 'auto';

export interface FlashProgress {
  readonly phase: 'erase' | 'program' | 'verify';
  readonly done: number;
  readonly total: number;
}
