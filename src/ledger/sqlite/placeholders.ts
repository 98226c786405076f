/** `$1` as `?1`: SQLite takes `$1` for the name of a parameter. Texts in quotes stay as they are. */
export function sqlitePlaceholders(sql: string): string {
  const known = texts.get(sql);
  if (known !== undefined) return known;
  const text = withPlaces(sql);
  if (texts.size < mostTexts) texts.set(sql, text);
  return text;
}

const texts = new Map<string, string>();
/** More than the program has. */
const mostTexts = 500;

function withPlaces(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|\$(\d+)/g, (found, number?: string) =>
    number === undefined ? found : `?${number}`,
  );
}
