import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { seenValues } from '../../src/api/restore-evidence.js';
import { loadBank } from '../../src/bank/index.js';
import { batchSchema } from '../../src/batch/manifest-schema.js';
import { planSchema } from '../../src/burn/plan-document.js';
import { reportSchema, verifySchema } from '../../src/burn/report-document.js';
import { loadChip } from '../../src/chip/index.js';
import { loadConfig } from '../../src/cli/config.js';
import { configFormat, userConfigSchema } from '../../src/cli/config-schema.js';
import { parseController } from '../../src/controller/index.js';
import { deviceBanks } from '../../src/doctor/device-xml.js';
import { readExportManifest } from '../../src/export/export-manifest.js';
import { parseYaml } from '../../src/files/yaml.js';
import { isSealed, readReport } from '../../src/hwcheck/report.js';
import { restoreScratch } from '../../src/hwcheck/scratch-keeper.js';
import { readBoundImage, readImageFile } from '../../src/image/index.js';
import { readInstalled } from '../../src/install/record.js';
import { readJournal, runsOf } from '../../src/journal/index.js';
import { loadLayout, loadTable } from '../../src/layout/index.js';
import { readMemory } from '../../src/ledger/memory.js';
import { loadLine } from '../../src/line/index.js';
import { readManifest } from '../../src/loader/index.js';
import { readTokens } from '../../src/page/token-file.js';
import { openProbe } from '../../src/probe/index.js';
import { openReplay } from '../../src/probe/replay.js';
import { wasRehearsed } from '../../src/rehearsal/memory.js';
import { allBanks, l4, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';

type Reader = (path: string) => Promise<void>;

const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const { base } = l476.bank.otp;

/** Opens a file of an earlier version by what opens such a file today, and finds in it what was put there. */
export const readers: Readonly<Record<string, Reader>> = {
  'bank.yaml': async (path) => {
    expect((await loadBank(path)).bank.otp).toMatchObject({ base, writeUnit: 8 });
  },
  'bank-2.yaml': async (path) => {
    expect((await loadBank(path)).bank.otp).toMatchObject({ base, writeUnit: 8 });
  },
  'controller.yaml': async (path) => {
    const { name, base: registers } = parseController(await readFile(path, 'utf8'), path);
    expect([name, registers]).toEqual(['stm32l4', 0x40022000]);
  },
  'otp.yaml': async (path) => {
    const layout = await loadLayout(path, l4);
    expect(layout.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['serial', 'mac']));
  },
  'otp-2.yaml': async (path) => {
    const layout = await loadLayout(path, l4);
    expect(layout.fields.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['u24', 'i8', 'f32', 'version', 'mac', 'crc']),
    );
  },
  'otpforge.yaml': async (path) => {
    expect((await loadConfig(path)).config).toMatchObject({ device: l476.name });
  },
  'outbox.jsonl': async (path) => {
    expect(await seenValues({ exports: [path] })).toContainEqual({ field: 'serial', text: 'SN-000001' });
  },
  'line.yaml': async (path) => {
    const { product, sources } = await loadLine(path);
    expect([product, sources.map(({ kind }) => kind)]).toEqual([
      'controller-c',
      ['sequence', 'pool', 'derive', 'uuid', 'random', 'scan', 'list', 'hook'],
    ]);
  },
  'config.yaml': async (path) => {
    const text = await readFile(path, 'utf8');
    const { value } = parseYaml({ text, file: path, ...configFormat }, userConfigSchema);
    expect(value).toMatchObject({ jlink: { log: 'jlink.log' } });
  },
  'units.csv': async (path) => {
    expect((await loadTable({ csv: path })).table.rows).toHaveLength(2);
  },
  'unit.hex': async (path) => {
    const image = await readImageFile(path);
    expect(Buffer.from(image.read(base, 12) ?? []).toString()).toBe('SN-EXAMPLE-1');
  },
  'bound.hex': async (path) => {
    expect((await readImageFile(path)).byteCount).toBeGreaterThan(12);
  },
  'bound.hex.json': async (path) => {
    const { binding } = await readBoundImage(path.replace(/\.json$/, ''), {});
    expect(binding).toMatchObject({ uid: '0031001F3032471135383736', isChanged: false });
  },
  'dump.bin': async (path) => {
    const image = await readImageFile(path, { address: base });
    expect(image.byteCount).toBe(l476.bank.otp.size);
  },
  'board1.chip': async (path) => {
    const chip = await loadChip(path, l476);
    expect(Buffer.from(chip.readMemory(base, 12)).toString()).toBe('SN-EXAMPLE-1');
  },
  'run.jsonl': async (path) => {
    const replay = await openReplay(path);
    expect((await replay.identify()).description).toContain('simulated');
  },
  // A copy, since a journal gets an index beside it.
  'journal.jsonl': (path) =>
    inFolder(async (folder) => {
      const copy = join(folder, 'journal.jsonl');
      await copyFile(path, copy);
      const { check, entries } = await readJournal(copy);
      expect(check.firstBad).toBeUndefined();
      expect(runsOf(entries).map(({ result }) => result)).toEqual(['done', 'nothing-to-do']);
    }),
  'loaders-manifest.json': async (path) => {
    expect((await readManifest(path)).loaders.map(({ bank }) => bank)).toContain('stm32l4-otp');
  },
  'batch.json': async (path) => {
    const { count, files } = batchSchema.parse(await json(path));
    expect(files).toHaveLength(count);
  },
  'export-manifest.json': async (path) => {
    expect(readExportManifest(await readFile(path, 'utf8'))?.files.length).toBeGreaterThan(0);
  },
  'otpforge-installed.json': async (path) => {
    expect(readInstalled(dirname(path))?.files.length).toBeGreaterThan(1);
  },
  'devices.xml': async (path) => {
    const banks = deviceBanks(await readFile(path));
    expect(banks.some(({ range }) => range.address === base)).toBe(true);
  },
  'hwcheck.json': async (path) => {
    const report = await readReport(path);
    expect(isSealed(report)).toBe(true);
    expect(report.rows.map(({ stage }) => stage)).toContain('look');
  },
  // A copy, since it is removed when its bytes are back in the chip.
  'scratch.json': (path) =>
    inFolder(async (folder) => {
      const copy = join(folder, 'scratch.json');
      await copyFile(path, copy);
      const probe = await openProbe(`sim:${l476.name}`, { banks: allBanks, device: l476 });
      await restoreScratch(probe, l476, copy);
      expect(existsSync(copy)).toBe(false);
    }),
  'rehearsed.json': async (path) => {
    const [shape = ''] = /[0-9a-f]{64}/.exec(await readFile(path, 'utf8')) ?? [];
    expect(await wasRehearsed(shape, path)).toBe(true);
  },
  // A copy, since one that cannot be read gives no tokens either.
  'page-tokens.json': (path) =>
    inFolder(async (folder) => {
      await copyFile(path, join(folder, 'page-tokens.json'));
      expect(await readTokens(folder)).toMatchObject([{ role: 'operate' }]);
    }),
  // A copy, since a memory is found by the ID of its ledger.
  'station-ledger.json': (path) =>
    inFolder(async (folder) => {
      const { ledger } = JSON.parse(await readFile(path, 'utf8'));
      await mkdir(join(folder, 'ledgers'));
      await copyFile(path, join(folder, 'ledgers', `${ledger}.json`));
      const memory = await readMemory(folder, ledger);
      expect(memory?.address).toEqual({ engine: 'sqlite', file: '/line/unit.db' });
      expect(memory?.heads['0123456789abcdef']?.n).toBeGreaterThan(0);
    }),
  'plan.json': async (path) => {
    expect(planSchema.parse(await json(path))).toMatchObject({ device: l476.name });
  },
  'report.json': async (path) => {
    expect(reportSchema.parse(await json(path))).toMatchObject({ result: 'done' });
  },
  'verify.json': async (path) => {
    expect(verifySchema.parse(await json(path))).toMatchObject({ result: 'equal' });
  },
};
