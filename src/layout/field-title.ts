/** What a field is called beside others: with its record, whose name that of an entry has in itself. */
export function fieldTitle(field: string, record: string | undefined): string {
  return record === undefined || field.startsWith(`${record}[`) ? field : `${record}.${field}`;
}
