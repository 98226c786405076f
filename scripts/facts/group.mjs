/**
 * Facts of many sources (name → symbol → value) as symbol → value where all agree, else symbol → value → names.
 * A symbol that some lack is always written with its names.
 */
export function grouped(facts) {
  const names = Object.keys(facts);
  const symbols = [...new Set(names.flatMap((name) => Object.keys(facts[name])))].sort();
  return Object.fromEntries(symbols.map((symbol) => [symbol, together(facts, names, symbol)]));
}

function together(facts, names, symbol) {
  const values = new Map();
  for (const name of names) {
    const value = facts[name][symbol];
    if (value !== undefined) values.set(value, [...(values.get(value) ?? []), name]);
  }
  const [[first, who]] = values;
  if (who.length === names.length) return first;
  return Object.fromEntries([...values].map(([value, list]) => [value, list.join(' ')]));
}
