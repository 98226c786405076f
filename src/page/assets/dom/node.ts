/** What an element is given: attributes, properties of its style (`--length`), and what it does (`onclick`). */
export interface Props {
  readonly [attribute: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/** An element as it shall be. */
export interface Vnode {
  readonly tag: string;
  /** Siblings of one key are the same element, wherever it goes. */
  readonly key?: string;
  readonly props: Props;
  readonly children: readonly (Vnode | string)[];
}

/** A child; undefined and false are left out. */
export type Child = Vnode | string | number | undefined | false | readonly Child[];

/** Describes an element. Text becomes text nodes alone, so that nothing in it is ever read as HTML. */
export function h(tag: string, props: Props = {}, ...children: readonly Child[]): Vnode {
  const { key, ...rest } = props;
  const node = { tag, props: rest, children: children.flatMap(flat) };
  return typeof key === 'string' ? { ...node, key } : node;
}

function flat(child: Child): readonly (Vnode | string)[] {
  if (child === undefined || child === false) return [];
  if (typeof child === 'number') return [String(child)];
  return isList(child) ? child.flatMap(flat) : [child];
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}
