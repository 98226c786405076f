/** What a document had of and another one has not, as paths; keys that are new are no loss. Lists are compared by all their items. */
export function lostKeys(old: unknown, now: unknown, path = ''): readonly string[] {
  if (kindOf(old) !== kindOf(now)) return [`${path}: ${kindOf(old)} is ${kindOf(now)}`];
  if (Array.isArray(old) && Array.isArray(now)) {
    return old.length === 0 || now.length === 0 ? [] : lostKeys(merged(old), merged(now), `${path}[]`);
  }
  if (!isRecord(old) || !isRecord(now)) return [];
  return Object.keys(old).flatMap((key) =>
    key in now ? lostKeys(old[key], now[key], `${path}.${key}`) : [`${path}.${key}: gone`],
  );
}

/** All items of a list as one: of records every key that any has, within them too; else the first. */
function merged(items: readonly unknown[]): unknown {
  const records = items.filter(isRecord);
  if (records.length < items.length) return items[0];
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  return Object.fromEntries(
    [...keys].map((key) => [key, merged(records.flatMap((record) => (key in record ? [record[key]] : [])))]),
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
