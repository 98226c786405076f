import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/support.mjs';
import { accessesOf, measureDrivers, rowsOf, tableOf } from './driver-table.mjs';

/** Measures OpenOCD's own drivers beside ours, prints the table and holds docs/hosts/openocd.md to it. */
export async function checkDrivers(tally) {
  let table = '';
  let accesses = '';
  await tally.check('OpenOCD’s own drivers and ours are measured on the same wishes', async () => {
    const rows = await measureDrivers();
    table = tableOf(rows);
    accesses = accessesOf(rows);
    const ours = rows.filter(({ columns }) => !columns[2].startsWith('OpenOCD’s'));
    for (const { columns } of ours) assert.equal(columns[5], '0', `beyond the wish: ${columns.join(' | ')}`);
  });
  console.log(`\n${table}\n\naccesses to the bus:\n${accesses}\n`);
  await tally.check('docs/hosts/openocd.md holds what was measured', async () => {
    assert.notDeepEqual(rowsOf(table), [], 'nothing was measured');
    const page = readFileSync(join(root, 'docs', 'hosts', 'openocd.md'), 'utf8');
    assert.deepEqual(rowsOf(page), rowsOf(table));
  });
}
