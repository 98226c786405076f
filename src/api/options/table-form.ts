import type { TableForm } from '../../layout/index.js';
import type { Shape } from './kind.js';
import { kind, texts, whole } from './kinds.js';
import { isPlainObject } from './unit-values.js';

const columns = kind<NonNullable<TableForm['columns']>>(
  'a plain object of columns by field name',
  (value) => isPlainObject(value) && Object.values(value).every((each) => typeof each === 'string'),
);

/** How a table is read. */
export const tableFormShape: Shape<TableForm> = {
  columns,
  ignoreColumns: texts,
  headerLine: whole(1, Number.MAX_SAFE_INTEGER),
};
