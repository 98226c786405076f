import { printable } from '../../../text/printable.js';
import type { Props, Vnode } from './node.js';

const svg = 'http://www.w3.org/2000/svg';
const made = new WeakMap<Node, Vnode>();
const handlers = new WeakMap<Element, Map<string, (event: Event) => void>>();

/** Makes the children of an element be those described, and leaves alone what is so already: focus stays where it is. */
export function patch(parent: Element, children: readonly (Vnode | string)[]): void {
  const spare = keyed(parent);
  children.forEach((child, index) => {
    const there = parent.childNodes[index];
    const fitting = fits(there, child) ? there : keptFor(child, spare);
    const node = fitting ?? create(child, parent);
    if (node !== there) parent.insertBefore(node, there ?? null);
    update(node, child);
  });
  while (parent.childNodes.length > children.length) parent.lastChild?.remove();
}

function keyed(parent: Element): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const node of parent.childNodes) {
    const key = made.get(node)?.key;
    if (key !== undefined) nodes.set(key, node);
  }
  return nodes;
}

function keptFor(child: Vnode | string, spare: ReadonlyMap<string, Node>): Node | undefined {
  const node = typeof child === 'string' || child.key === undefined ? undefined : spare.get(child.key);
  return fits(node, child) ? node : undefined;
}

function fits(node: Node | undefined, child: Vnode | string): node is Node {
  if (node === undefined) return false;
  if (typeof child === 'string') return node.nodeType === Node.TEXT_NODE;
  const past = made.get(node);
  return past?.tag === child.tag && past.key === child.key;
}

function create(child: Vnode | string, parent: Element): Node {
  if (typeof child === 'string') return document.createTextNode('');
  const isSvg = child.tag === 'svg' || parent.namespaceURI === svg;
  return isSvg ? document.createElementNS(svg, child.tag) : document.createElement(child.tag);
}

function update(node: Node, child: Vnode | string): void {
  if (typeof child === 'string') {
    const text = printable(child);
    if (node.nodeValue !== text) node.nodeValue = text;
    return;
  }
  if (!(node instanceof Element)) return;
  setProps(node, made.get(node)?.props ?? {}, child.props);
  made.set(node, child);
  patch(node, child.children);
}

function setProps(element: Element, past: Props, props: Props): void {
  for (const name of Object.keys(past)) if (!(name in props)) setProp(element, name, undefined);
  for (const [name, value] of Object.entries(props)) if (past[name] !== value) setProp(element, name, value);
}

function setProp(element: Element, name: string, value: Props[string]): void {
  if (name.startsWith('--') && element instanceof HTMLElement)
    element.style.setProperty(name, value === undefined ? null : String(value));
  else if (name.startsWith('on'))
    listen(element, name.slice(2), typeof value === 'function' ? value : undefined);
  else if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** One listener for each event, which calls the newest handler. */
function listen(element: Element, type: string, handler: ((event: Event) => void) | undefined): void {
  const own = handlers.get(element) ?? new Map<string, (event: Event) => void>();
  handlers.set(element, own);
  if (!own.has(type)) element.addEventListener(type, (event) => own.get(type)?.(event));
  own.set(type, handler ?? (() => {}));
}
