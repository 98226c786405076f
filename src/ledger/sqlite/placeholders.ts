/** `$1` as `?1`: SQLite takes `$1` for the name of a parameter. Texts in quotes stay as they are. */
export function sqlitePlaceholders(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|\$(\d+)/g, (found, number?: string) =>
    number === undefined ? found : `?${number}`,
  );
}
