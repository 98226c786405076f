import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { sourceTexts } from '../support/sources.js';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** What makes text of bytes; in an error only `show` may. */
const makesText = ['hexBytes', 'traceBytes', 'byteText', 'hexText'];

/** Names that this code gives to contents of memory. */
const contents = ['byte', 'bytes', 'old', 'wanted', 'read', 'promised', 'contents', 'dump'];

/** Where an error's message, details or remedy have memory in them that its type does not know of. */
function breaches(text: string): readonly string[] {
  const found: string[] = [];
  for (const options of errorOptions(parseAst(text, { lang: 'ts' }) as unknown as Node)) {
    for (const property of listOf(options.properties)) {
      const name = nameOf(property.key);
      if (name === 'message' || name === 'problem' || name === 'details' || name === 'remedy') {
        found.push(...memoryIn(property.value as Node).map((node) => text.slice(node.start, node.end)));
      }
    }
  }
  return found;
}

/** The object literals that say what an error is: of `new …Error(…)`, and of functions that pass them on. */
function errorOptions(root: Node): readonly Node[] {
  const found: Node[] = [];
  walk(root, (node) => {
    if (node.type !== 'ObjectExpression') return true;
    const names = listOf(node.properties).map(({ key }) => nameOf(key));
    if (names.includes('message') || names.includes('remedy')) found.push(node);
    return true;
  });
  return found;
}

function memoryIn(root: Node): readonly Node[] {
  const found: Node[] = [];
  walk(root, (node) => {
    if (isCall(node, 'show')) return false;
    // What depends on a condition does not show it.
    if (node.type === 'ConditionalExpression') {
      found.push(...memoryIn(node.consequent as Node), ...memoryIn(node.alternate as Node));
      return false;
    }
    // How many there are is no secret.
    if (node.type === 'MemberExpression' && nameOf(node.property) === 'length') return false;
    const isElement = node.type === 'MemberExpression' && node.computed === true && isContents(node.object);
    const isText = makesText.some((name) => isCall(node, name));
    const isMemory = isElement || isText || isContents(node);
    if (isMemory) found.push(node);
    return !isMemory;
  });
  return found;
}

function isContents(node: unknown): boolean {
  const { type, name, property } = node as Node;
  if (type === 'Identifier') return contents.includes(String(name));
  return type === 'MemberExpression' && contents.includes(nameOf(property) ?? '');
}

function isCall(node: Node, name: string): boolean {
  return node.type === 'CallExpression' && nameOf(node.callee) === name;
}

function nameOf(node: unknown): string | undefined {
  const { name } = (node ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

function listOf(nodes: unknown): readonly Node[] {
  return nodes as readonly Node[];
}

/** Calls `visit` for each node, and for what is below it unless it answers false. Keys of objects are no expressions. */
function walk(node: Node, visit: (node: Node) => boolean): void {
  if (!visit(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'key' && node.computed !== true) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child, visit);
    }
  }
}

describe('errors that the code makes', () => {
  it('show contents of memory by `show` and have them in `memory`, and nowhere else', async () => {
    const sources = await sourceTexts('src');
    const found = sources.flatMap(({ file, text }) => breaches(text).map((each) => `${file}: ${each}`));
    expect(found).toEqual([]);
  });

  it.each([
    "new OtpforgeError('A', { message: 'reads ' + bytes[3] })",
    "new OtpforgeError('A', { message: 'reads ' + hexBytes(found) })",
    "new OtpforgeError('A', { message: 'm', details: { have: read } })",
    "new OtpforgeError('A', { message: 'm', details: { have: unit.old } })",
    "new JobError('A', result, { message: (show) => 'reads ' + wanted, memory })",
    "defect('A', { problem: 'first ' + hexBytes(line), remedy: 'x' })",
  ])('are seen to break that rule in %s', (text) => {
    expect(breaches(text)).toHaveLength(1);
  });

  it.each([
    "new OtpforgeError('A', { message: (show) => 'reads ' + show(bytes[3]), memory: { values: { bytes } } })",
    "new OtpforgeError('A', { message: bytes.length + ' bytes', details: { read: 1, old: size } })",
  ])('are seen to keep it in %s', (text) => {
    expect(breaches(text)).toEqual([]);
  });
});
