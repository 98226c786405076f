import { address, flag, type Kind, listOf, need, shaped, text } from './options/index.js';

export interface MergeInput {
  readonly path: string;
  /** Where a raw binary begins. */
  readonly address?: number;
  readonly raw?: boolean;
}

export const mergeInputs: Kind<readonly MergeInput[]> = listOf(
  shaped<MergeInput>({ path: need(text), address, raw: flag }),
);
