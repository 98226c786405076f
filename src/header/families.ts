import type { Layout, LayoutField, LayoutRecord } from '../layout/index.js';

/** Fields that one function reads: a single one, the elements of a repeat, or the same field of each slot. */
export interface Family {
  /** As the layout spells it, without the numbers of elements. */
  readonly name: string;
  /** The one at the lowest address. */
  readonly field: LayoutField;
  /** In the order of address; of a record those of its first slot. */
  readonly members: readonly LayoutField[];
  readonly record?: LayoutRecord;
  /** Elements of a repeat; 1 of a field that has none. */
  readonly count: number;
  /** From one element to the next. */
  readonly stride: number;
}

/** Every field of a layout once; those of a record as its first slot has them. */
export function familiesOf({ fields, records }: Layout): readonly Family[] {
  return [
    ...repeated(fields.filter(({ place }) => !place)),
    ...records.flatMap((record) =>
      repeated(record.slots[0]?.fields ?? []).map((family) => ({ ...family, record })),
    ),
  ];
}

function repeated(fields: readonly LayoutField[]): readonly Family[] {
  const groups = new Map<string, LayoutField[]>();
  for (const field of fields) {
    const name = field.name.replaceAll(/\[\d+\]/g, '');
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  return [...groups].flatMap(([name, members]) => {
    const elements = members.toSorted((a, b) => a.address - b.address);
    const [first, second] = elements;
    if (!first) return [];
    if (!second) return [alone(first)];
    const stride = second.address - first.address;
    const isEven = elements.every(
      (each, index) => each.address === first.address + index * stride && isLike(each, first),
    );
    return isEven
      ? [{ name, field: first, members: elements, count: elements.length, stride }]
      : elements.map(alone);
  });
}

function alone(field: LayoutField): Family {
  return { name: field.name, field, members: [field], count: 1, stride: 0 };
}

/** Whether two elements are judged alike: what a check covers is then as far from each of them. */
function isLike(each: LayoutField, first: LayoutField): boolean {
  if (each.spec !== first.spec || each.length !== first.length) return false;
  return distances(each) === distances(first);
}

function distances(field: LayoutField): string {
  if (field.kind === 'value') return '';
  const places = [...field.covers, field.key].map((cover) =>
    typeof cover === 'object' ? `${cover.address - field.address}:${cover.length}` : cover,
  );
  return places.join();
}
