import type { Issue } from './check.js';
import type { Layout } from './layout.js';
import { dataField } from './records/entry-data.js';
import type { LayoutDocument } from './schema-2.js';
import type { TableForm } from './table-form.js';

/** How the tables of a layout's units are read. */
export function tableFormOf({ columns }: LayoutDocument): TableForm {
  if (!columns) return {};
  return { columns: columns.map, ignoreColumns: columns.ignore };
}

/** What is wrong with the columns that a layout maps. */
export function* mappingIssues({ columns }: LayoutDocument, layout: Layout): Generator<Issue> {
  const fieldsOf = new Map<string, string>();
  for (const [field, column] of Object.entries(columns?.map ?? {})) {
    const path = ['columns', 'map', field];
    if (!dataField(layout, field)) yield { path, message: 'there is no field of this name' };
    const title = column.trim();
    const other = fieldsOf.get(title);
    if (other !== undefined) yield { path, message: `column "${title}" already fills ${other}` };
    if (columns?.ignore.some((each) => each.trim() === title))
      yield { path, message: `column "${title}" is also ignored` };
    fieldsOf.set(title, field);
  }
}
