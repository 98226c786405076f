import {
  type DecodedField,
  dataField,
  decodeLayout,
  type Layout,
  type LayoutField,
  type ReadBytes,
  type ValueField,
} from '../layout/index.js';

/** A value that a chip holds. */
export interface ChipValue {
  /** As unit data calls it. */
  readonly name: string;
  readonly field: ValueField;
  /** The caller must not show it of a secret field. */
  readonly text: string;
}

/** A field that does not read as one of a whole unit does. */
export interface ChipFault {
  readonly field: string;
  /** Never what a secret field holds, or a check over one. */
  readonly problem: string;
}

export interface ChipValues {
  readonly values: readonly ChipValue[];
  /** Not empty: the chip does not hold a whole unit. */
  readonly faults: readonly ChipFault[];
  readonly isBlank: boolean;
}

/** The values on a chip that unit data could have given it, of one stage or of all. */
export function chipValues(layout: Layout, read: ReadBytes, stage: string): ChipValues {
  const found = decodeLayout(layout, read, 'unreadable').flatMap((each) => {
    const field = layout.fields.find(({ address }) => address === each.address);
    return field && isOfStage(field, stage) ? [{ field, each }] : [];
  });
  return {
    values: found.flatMap(({ field, each }) => valuesOf(layout, field, each)),
    faults: found.flatMap(({ field, each }) =>
      isFine(field, each) ? [] : [{ field: each.name, problem: problemOf(field, each) }],
    ),
    isBlank: found.every(({ each: { state } }) => state === 'blank'),
  };
}

function isOfStage({ when }: LayoutField, stage: string): boolean {
  return when === undefined || stage === '' || when === stage;
}

function isFine(field: LayoutField, { state, crcOk, value }: DecodedField): boolean {
  if (state === 'unchecked') return true;
  if (state === 'value') return field.kind === 'value' || crcOk === true;
  // A constant of all ones reads blank.
  return state === 'blank' && (field.allowBlank || value !== undefined);
}

function problemOf({ kind, secret }: LayoutField, { state, problem }: DecodedField): string {
  if (kind === 'check' && state === 'invalid') return 'does not match the bytes that it covers';
  return problem === undefined || secret ? `is ${state}` : problem;
}

function valuesOf(layout: Layout, field: LayoutField, found: DecodedField): readonly ChipValue[] {
  const { name, state, value } = found;
  if (state !== 'value' || value === undefined || field.kind === 'check') return [];
  if (field.constant !== undefined || field.counts || field.flag || field.type === 'uid') return [];
  if (typeof value !== 'object') return [{ name, field, text: String(value) }];
  return Object.entries(value).flatMap(([bit, each]) => {
    const part = dataField(layout, `${name}.${bit}`);
    return part?.kind === 'value' ? [{ name: `${name}.${bit}`, field: part, text: String(each) }] : [];
  });
}
