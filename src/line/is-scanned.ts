import type { FieldSource } from './line.js';

/** Whether somebody scans the value of a field, or chooses the row of a list by it. */
export function isScanned(source: FieldSource): boolean {
  return source.kind === 'scan' || (source.kind === 'list' && source.by === 'scan');
}
