import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { OtpforgeError } from '../errors/index.js';
import { deepest, fieldInput, type UnitData, type UnitValue } from './unit-data.js';

/** Unit data from the text of a JSON object; `file` is for messages. Errors: UNIT_DATA_INVALID. */
export function unitDataFromJson(text: string, file: string): UnitData {
  if (!isObject(parseJson(text, file))) throw invalid(`${file}:1: must be one object of fields`, file, 1);
  const lines = new LineCounter();
  // Every JSON text is YAML 1.2; this parser also tells repeated names and keeps large numbers exact.
  const document = parseDocument(text, {
    lineCounter: lines,
    intAsBigInt: true,
    schema: 'json',
    // Its own look for repeated names holds each against all others.
    uniqueKeys: false,
  });
  const [problem] = document.errors;
  if (problem) {
    const line = lines.linePos(problem.pos[0]).line;
    throw invalid(
      `${file}:${line}: ${problem.message.split('\n')[0]?.replace(/ at line.*$/, '')}`,
      file,
      line,
    );
  }
  const items = isMap(document.contents) ? document.contents.items : [];
  const values = new Map<string, UnitValue>();
  for (const { key, value } of items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1;
    const from = `${file}:${line}`;
    for (const [path, leaf] of leaves(name, value)) {
      if (values.has(path)) throw invalid(`${from}: ${path} is given twice`, file, line);
      values.set(path, { value: fieldInput(path, leaf, from), from });
    }
  }
  return values;
}

/** The leaves of a node by their flat names. */
function leaves(name: string, node: unknown, depth = 0): readonly (readonly [string, unknown])[] {
  const inner = depth < deepest ? members(node) : [];
  if (inner.length > 0) return inner.flatMap(([key, value]) => leaves(name + key, value, depth + 1));
  return [[name, isScalar(node) ? node.value : undefined]];
}

/** The elements of an array are "rev[0]", the members of an object "keys.id". */
function members(node: unknown): readonly (readonly [string, unknown])[] {
  if (isSeq(node)) return node.items.map((item, index) => [`[${index}]`, item]);
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => [`.${isScalar(key) ? String(key.value) : ''}`, value]);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    const line = brokenLine(text);
    throw invalid(`${file}:${line}: not valid JSON`, file, line);
  }
}

// The parser tells the place of some faults only; but no token of JSON goes past the end of its line.
function brokenLine(text: string): number {
  const lines = text.split('\n');
  let whole = 0;
  let broken = lines.length;
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (isBeginning(lines.slice(0, middle).join('\n'))) whole = middle;
    else broken = middle;
  }
  return broken;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    return at === undefined ? /Unexpected end/.test(String(error)) : Number(at) === text.length;
  }
}

function invalid(message: string, file: string, line: number): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message,
    remedy: 'Write one object of field names and values, for example {"serial": "SN-0042"}.',
    details: { file, line },
  });
}
