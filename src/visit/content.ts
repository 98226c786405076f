import { lockState } from '../bank/index.js';
import { type Layout, type LayoutField, ownedUnits, type ReadBytes } from '../layout/index.js';
import { subtractRanges } from '../range/index.js';
import { fieldContent, isErased } from './field-content.js';
import type { OwnUnit } from './own-unit.js';
import { recordContent } from './record-content.js';

/**
 * unreadable: nothing can be read; damaged: a unit of the layout cannot be read; foreign: something that the ledger did not
 * give this die; part: some of its own, or its own half-burnt; whole: all of its own at this stage.
 */
export type ContentKind = 'unreadable' | 'damaged' | 'foreign' | 'blank' | 'part' | 'whole';

export interface Content {
  readonly kind: ContentKind;
  /** What decided it. */
  readonly field?: string;
  readonly address?: number;
}

/** A chip as a visit finds it. */
export interface FoundDie {
  readonly layout: Layout;
  readonly read: ReadBytes;
  /** The stage that is visited; undefined: all fields. */
  readonly stage?: string | undefined;
  /** The unit has other stages, and not this one: what all stages write may be there. */
  readonly isNewStage?: boolean;
}

/** What the units of the layout hold on a die of which the ledger knows nothing. */
export function unknownContent({ layout, read }: FoundDie): Content {
  const units = ownedUnits(layout).map(({ address, length }) => ({ address, bytes: read(address, length) }));
  const damaged = units.find(({ bytes }) => !bytes);
  if (damaged) return { kind: 'damaged', address: damaged.address };
  for (const { address, bytes } of units) {
    const at = bytes?.findIndex((byte) => !isErased(layout.bank, [byte])) ?? -1;
    if (at >= 0) return { kind: 'foreign', address: address + at };
  }
  const { otp } = layout.bank;
  const locked = layout.locks.find((block) => {
    const at = otp.locks && otp.base + otp.locks.offset + block;
    const value = at === undefined ? undefined : read(at, 1)?.[0];
    return otp.locks && value !== undefined && lockState(otp.locks, value) !== 'open';
  });
  return locked === undefined ? { kind: 'blank' } : { kind: 'foreign', field: `the lock of block ${locked}` };
}

/** What they hold on a die whose values the ledger knows. */
export function knownContent({ layout, read, stage, isNewStage = false }: FoundDie, own: OwnUnit): Content {
  const isHere = ({ when }: Pick<LayoutField, 'when'>) =>
    stage === undefined || when === stage || (when === undefined && !isNewStage);
  const alone = layout.fields.filter(({ place }) => !place);
  const found = [
    ...alone.map((field) => ({ isHere: isHere(field), ...fieldContent(layout, field, read, own) })),
    ...layout.records.map((record) => ({
      isHere: isHere(record),
      ...recordContent(layout, record, read, own),
    })),
  ];
  const foreign = found.find(({ kind }) => kind === 'foreign') ?? strangers(layout, read);
  if (foreign) return { ...pick(foreign), kind: 'foreign' };
  // Damage at another stage is judged there; a new stage is not begun over it.
  const damaged = found.find((each) => each.kind === 'damaged' && (each.isHere || isNewStage));
  const here = found.filter((each) => each.isHere && each.kind !== 'none').map(({ kind }) => kind);
  if (damaged) return { ...pick(damaged), kind: 'damaged' };
  if (here.every((kind) => kind === 'blank')) return { kind: 'blank' };
  return { kind: here.every((kind) => kind === 'whole') ? 'whole' : 'part' };
}

function pick({ field, address }: Omit<Content, 'kind'>): Omit<Content, 'kind'> {
  return { ...(field !== undefined && { field }), ...(address !== undefined && { address }) };
}

/** Bytes of the layout's units that are in no field: they are erased, or the fill. */
function strangers(layout: Layout, read: ReadBytes): Content | undefined {
  const { bank, fields, fill } = layout;
  const between = subtractRanges(ownedUnits(layout), fields);
  for (const { address, length } of between) {
    const bytes = read(address, length);
    const at = bytes?.findIndex((byte) => !isErased(bank, [byte]) && byte !== fill) ?? -1;
    if (at >= 0) return { kind: 'foreign', address: address + at };
  }
  return undefined;
}
