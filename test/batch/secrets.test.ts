import { chmodSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchesInClear } from '../../src/ledger/index.js';
import { inClearBatches } from '../../src/ledger/units/in-clear.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { contentsOf, layoutText, lineText, made, onBatchLine, refuses } from './support.js';

const secretLayout = `${layoutText}  key: { offset: 0x20, type: bytes, length: 16, secret: true }\n`;
const secretLine = `${lineText}  key: { random: 16, recipient: keys.pub }\n`;

describe('a batch with secrets', () => {
  it('is for its owner alone, and the ledger lists its files', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        const modes = line.names().map((name) => statSync(join(line.folder, 'out', name)).mode & 0o777);
        expect(modes).toEqual(made.map(() => 0o600));
        const [batch] = await line.tables.in((tx) => batchesInClear(tx));
        expect(batch).toMatchObject({
          ...{ batch: 'B-1', count: 3, first: 1 },
          files: { folder: join(line.folder, 'out'), names: '{serial}.hex', secret: true },
        });
        const [shown] = await line.tables.in((tx) => inClearBatches(tx));
        expect(shown).toMatchObject({
          ...{ batch: 'B-1', units: 3, unseen: 3, fields: ['key'] },
          files: `${join(line.folder, 'out')}/{serial}.hex`,
        });
        // The key is in the file, and in nothing else.
        const key = line.read('B-1_SNList.txt').split('\n')[0]?.slice(64);
        expect(key).toMatch(/^[0-9A-F]{32}$/);
        expect(JSON.stringify(line.tables.events).toUpperCase()).not.toContain(key);
        expect(line.read('B-1.manifest.json').toUpperCase()).not.toContain(key);
        const first = contentsOf(line);
        rmSync(join(line.folder, 'out', 'SN-000001.hex'));
        const open = ['SN-000002.hex', 'B-1_SNList.txt', 'B-1.manifest.json'];
        for (const name of open) chmodSync(join(line.folder, 'out', name), 0o644);
        await line.batch();
        expect(contentsOf(line)).toEqual(first);
        for (const name of open) expect(statSync(join(line.folder, 'out', name)).mode & 0o777).toBe(0o600);
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('is listed also where the layout has the secret', () =>
    onBatchLine(
      async (line) => {
        expect(await line.batch()).toMatchObject({ secret: true });
        await line.batch({ batch: 'B-2', count: 1 });
        expect(await line.tables.in((tx) => inClearBatches(tx))).toEqual([
          {
            ...{ product: 'controller-c', batch: 'B-1', units: 3, unseen: 3, fields: [] },
            files: `${join(line.folder, 'out')}/{serial}.hex`,
          },
          expect.objectContaining({ batch: 'B-2', units: 1 }),
        ]);
      },
      { layout: secretLayout.replace('secret: true', `secret: true, const: "${'5a'.repeat(16)}"`) },
    ));

  it('makes no file again whose secret the ledger has wiped', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        await line.tables.in((tx) => scrap(tx, 2, 'lost'));
        await expect(line.batch()).rejects.toEqual(refuses('SECRET_WIPED', 'unit 2'));
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('is finished without units whose secrets the ledger has wiped', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        const path = (name: string) => join(line.folder, 'out', name);
        const [third, list] = [line.read('SN-000003.hex'), line.read('B-1_SNList.txt').split('\n')];
        for (const name of ['B-1.manifest.json', 'B-1_SNList.txt', 'SN-000003.hex']) rmSync(path(name));
        for (const unit of [1, 2]) await line.tables.in((tx) => scrap(tx, unit, 'lost'));
        line.write('otp.yaml', secretLayout.replace('pad: 0x00', 'pad: 0x20'));
        await expect(line.batch()).rejects.toEqual(refuses('BATCH_DIFFERS', 'of unit 3'));
        expect(line.names()).toEqual(['SN-000001.hex', 'SN-000002.hex']);
        line.write('otp.yaml', secretLayout);
        const { written, warnings } = await line.batch();
        expect([written, warnings.at(-1)?.message]).toEqual([
          1,
          expect.stringMatching(/^2 units left.*: 1, 2\./),
        ]);
        expect(line.read('SN-000003.hex')).toBe(third);
        expect(line.read('B-1_SNList.txt').split('\n')).toEqual(list.slice(2));
        expect(JSON.parse(line.read('B-1.manifest.json'))).toMatchObject({
          ...{ count: 3, files: [{ name: 'SN-000003.hex', unit: 3 }] },
          leftOut: [
            { unit: 1, values: { serial: 'SN-000001' } },
            { unit: 2, values: { serial: 'SN-000002' } },
          ],
        });
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('has no place among those that are listed without any', () =>
    onBatchLine(async (line) => {
      await line.batch();
      expect(await line.tables.in((tx) => batchesInClear(tx))).toEqual([]);
    }));
});
