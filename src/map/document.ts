import type { LockState } from '../bank/index.js';
import type { PlanArea, PlanChip, PlanReason, PlanValue, Refusal, UnitState } from '../burn/index.js';
import type { DecodedField, DecodedSlot } from '../layout/index.js';
import type { Medium, ProbeIdentity } from '../probe/index.js';

/**
 * blank: nobody has programmed it; value: programmed; suspect: an interrupted run may have left it half-programmed; weak:
 * it reads right because one wrong bit is corrected; damaged: a double ECC error, or left out of a dump; unreadable: the
 * chip does not give it; half: one half of a quad-word is blank, as a tool for double words leaves it; unsure: zero, which stands for what is not readable, too. Of an image: absent, or partial where it holds only a part of the write unit.
 */
export type CellState =
  | 'blank'
  | 'value'
  | 'half'
  | 'suspect'
  | 'weak'
  | 'damaged'
  | 'unreadable'
  | 'unsure'
  | 'absent'
  | 'partial';

/** What a plan would do to a unit, where the image has something for it. */
export interface PlannedChange {
  readonly change?: UnitState;
  readonly reason?: PlanReason;
}

/** Bytes in address order that have everything in common. What they hold is in `fields`, or in the document of `read`. */
export interface MapCells extends PlannedChange {
  readonly address: number;
  readonly length: number;
  /** Of the write units that they are in. */
  readonly state: CellState;
  /** The field of the layout that they belong to, with its record and slot. */
  readonly field?: string;
  readonly record?: string;
  readonly slot?: number;
  readonly secret?: true;
  /** The lock block. */
  readonly block?: number;
  /** The lock of the block is set: nothing more can be programmed here. */
  readonly locked?: true;
}

export interface MapLock extends PlannedChange {
  readonly block: number;
  readonly address: number;
  /** damaged: neither locked nor unlocked, which counts as locked. */
  readonly state: LockState | 'suspect' | 'unreadable' | 'absent';
}

/** An OTP bank as a grid: of a chip, of a dump, or of an image alone. */
export interface MapDocument {
  readonly format: 'otpforge.map/1';
  readonly result: 'done' | 'refused';
  readonly source: 'chip' | 'dump' | 'image';
  /** The files that the map is of: the dump, and the image whose plan or bytes it shows. */
  readonly files: readonly string[];
  readonly area: PlanArea;
  readonly device?: string;
  /** Of a chip: what is behind the probe, and who it is. */
  readonly medium?: Medium;
  readonly probe?: ProbeIdentity;
  readonly chip?: PlanChip;
  /** Whether a journal was asked for what interrupted runs left half-programmed; without it no unit shows as suspect. */
  readonly journal: boolean;
  /** All of the bank apart from its lock bytes, in address order. */
  readonly cells: readonly MapCells[];
  readonly locks: readonly MapLock[];
  /** Bytes of a lock block. */
  readonly blockSize?: number;
  readonly fields: readonly DecodedField[];
  readonly slots: readonly DecodedSlot[];
  /** Of the layout's fields that the image carries, where a plan is shown. */
  readonly values: readonly PlanValue[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}
