import { describe, expect, it } from 'vitest';
import { listState, loadList } from '../../src/ledger/index.js';
import { type BatchLine, layoutText, lineText, onBatchLine, refuses } from './support.js';

const parts = {
  layout: layoutText.replace(
    'check:',
    'no: { offset: 0x20, type: ascii, length: 8, pad: 0x00, unique: true }\n  check:',
  ),
  line: `${lineText}  no: { list: acme, column: No }\n`,
};

const load = ({ tables }: BatchLine, ...numbers: readonly string[]) =>
  tables.in((tx) =>
    loadList(
      tx,
      'acme',
      numbers.map((text) => ({ mac: Buffer.from(text), cells: { No: text } })),
    ),
  );

describe('batch of a line with a list', () => {
  it('says how many rows are free where it needs more, and warns when the list is low', () =>
    onBatchLine(async (line) => {
      await load(line, 'C-1', 'C-2');
      await expect(line.batch({ dataOnly: true })).rejects.toEqual(
        refuses('POOL_EMPTY', 'list acme has 2 free rows, and 3 are asked for; no value was given out'),
      );
      expect(await line.tables.in((tx) => listState(tx, 'acme'))).toEqual({ rows: 2, free: 2 });
      const { warnings } = await line.batch({ dataOnly: true, count: 1, batch: 'B-2' });
      expect(warnings).not.toContainEqual({ message: expect.stringContaining('acme') });
      expect(await line.batch({ dataOnly: true, count: 1, batch: 'B-3' })).toMatchObject({
        warnings: expect.arrayContaining([{ message: 'no: acme has values for 0 of 2 units left' }]),
      });
    }, parts));
});
