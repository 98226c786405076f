/** How the table of another system is read. */
export interface TableForm {
  /** The column of a field, by what the header calls it, where that is not the field's own name. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Columns that fill no field. */
  readonly ignoreColumns?: readonly string[] | undefined;
  /** The line of the header, from 1, where others stand above it. */
  readonly headerLine?: number | undefined;
}

/** What `over` says goes before what `under` says; ignored columns are those of both. */
export function joinForms(under: TableForm, over: TableForm): TableForm {
  return {
    columns: { ...under.columns, ...over.columns },
    ignoreColumns: [...(under.ignoreColumns ?? []), ...(over.ignoreColumns ?? [])],
    headerLine: over.headerLine ?? under.headerLine,
  };
}
