import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../files/package-path.js';
import type { FamilyRecord } from './record.js';

let records: readonly FamilyRecord[] | undefined;

/** What the package knows of every family. Read when a device is asked for that no bank serves, and by `explain`. */
export function familyRecords(): readonly FamilyRecord[] {
  records ??= readRecords(packagePath('banks', 'families'));
  return records;
}

function readRecords(folder: string): readonly FamilyRecord[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const record: FamilyRecord = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return record;
    });
}
