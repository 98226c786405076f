/** The macros of a C header, as text: a later line replaces an earlier one only where both say the same. */
export function macrosOf(text) {
  const macros = new Map();
  for (const [, name, value, comment] of joined(text).matchAll(
    /^[ \t]*#define[ \t]+(\w+)[ \t]+(.*?)[ \t]*(\/\*.*)?$/gm,
  )) {
    const known = macros.get(name) ?? [];
    if (!known.some((other) => other.value === value)) known.push({ value, comment: comment ?? '' });
    macros.set(name, known);
  }
  return macros;
}

/** A macro's number, or undefined where it is none or depends on the device. */
export function numberOf(macros, name, depth = 0) {
  const known = macros.get(name);
  if (known?.length !== 1 || depth > 20) return undefined;
  return evaluate(known[0].value, (other) => numberOf(macros, other, depth + 1));
}

/** Offsets of a struct's members, counted from their sizes: comments of headers are not always right. */
export function offsetsOf(text, struct) {
  const end = text.search(new RegExp(`\\}\\s*${struct}\\s*;`));
  if (end < 0) return {};
  const body = text.slice(text.lastIndexOf('typedef struct', end), end);
  const offsets = {};
  let at = 0;
  for (const [, bits, name, count] of body.matchAll(
    /^\s*(?:__IO\s+|__I\s+|__O\s+|const\s+)*uint(8|16|32)_t\s+(\w+)\s*(?:\[(\w+)\])?\s*;/gm,
  )) {
    if (!/^reserved/i.test(name)) offsets[name] = at;
    at += (Number(bits) / 8) * (count === undefined ? 1 : Number(count.replace(/U?L?$/, '')));
  }
  return offsets;
}

function joined(text) {
  return text.replaceAll('\r', '').replace(/\\\n/g, ' ');
}

/** C's constant expressions of headers: numbers, names, casts, ~ * + - << >> & |. */
function evaluate(text, lookUp) {
  const cast = /\(\s*(?:u?int(?:8|16|32)_t)\s*\)/g;
  const tokens = text.replace(cast, '').match(/0[xX][0-9a-fA-F]+|\d+|\w+|<<|>>|\S/g) ?? [];
  let at = 0;
  const value = binary(0);
  return at === tokens.length ? value : undefined;

  function binary(level) {
    const operators = [['|'], ['&'], ['<<', '>>'], ['+', '-'], ['*']][level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    while (operators.includes(tokens[at])) {
      const operator = tokens[at++];
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  }

  function unary() {
    const token = tokens[at++] ?? '';
    if (token === '~') return negated(unary());
    if (token === '(') {
      const inner = binary(0);
      return tokens[at++] === ')' ? inner : undefined;
    }
    const number = /^(0[xX][0-9a-fA-F]+|\d+)$/.test(token) ? Number(token) : undefined;
    if (number !== undefined) {
      if (/^[uUlL]+$/.test(tokens[at] ?? '')) at++;
      return number;
    }
    const decimal = /^(\d+)[uUlL]+$/.exec(token);
    if (decimal !== null) return Number(decimal[1]);
    return /^\w+$/.test(token) ? lookUp(token) : undefined;
  }
}

function negated(value) {
  return value === undefined ? undefined : ~value >>> 0;
}

function apply(operator, left, right) {
  if (left === undefined || right === undefined) return undefined;
  if (operator === '|') return (left | right) >>> 0;
  if (operator === '&') return (left & right) >>> 0;
  if (operator === '<<') return (left << right) >>> 0;
  if (operator === '>>') return left >>> right;
  if (operator === '+') return left + right;
  return operator === '-' ? left - right : left * right;
}
