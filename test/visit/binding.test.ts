import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { unitByNumber } from '../../src/ledger/units/find.js';
import { textIn } from '../ledger/tables-support.js';
import { l4, l476 } from '../support/banks.js';
import type { Bench } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac, unique: true }
  note: { offset: 0x18, type: u64, default: 7 }
`;
const values = `  serial: { sequence: "SN-{n:05}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;
const texts = [
  { serial: 'SN-00001', mac: '02:00:5E:10:00:00' },
  { serial: 'SN-00002', mac: '02:00:5E:10:00:01' },
] as const;

/** A bench with two verified units, of which some are handed out in a batch instead and have no die. */
async function withUnits(exported: readonly number[]): Promise<Bench> {
  const bench = await at.open('L4', layout, values);
  for (const [index, { serial }] of texts.entries()) {
    const result = await bench.present(`${index}.chip`);
    expect(textIn(result.unit)).toBe(serial);
  }
  await bench.tables.in(async (tx) => {
    for (const unit of exported) {
      await tx.run('UPDATE unit SET uid = NULL, dev_id = NULL WHERE id = $1', unit);
      await tx.run(
        "UPDATE stage SET state = 'exported', run = NULL, claim = NULL, burnt = 0 WHERE unit = $1",
        unit,
      );
    }
  });
  return bench;
}

/** A die that the ledger does not know, with values in it. */
async function chipWith(data: Readonly<Record<string, string>>, damaged?: number): Promise<string> {
  const chip = SimulatedChip.create(l476, { uid: Uint8Array.from({ length: 12 }, (_, index) => index + 1) });
  fill(chip, data);
  if (damaged !== undefined) chip.bench.setUnitState(l4.otp.base + damaged, 'damaged');
  await saveChip(`${at.folder}/strange.chip`, chip);
  return 'strange.chip';
}

function fill(chip: SimulatedChip, data: Readonly<Record<string, string>>): void {
  const { image } = encodeLayout(parseLayout(layout, 'otp.yaml', l4), unitDataFromObject({ ...data }));
  for (const { address, bytes } of image.segments) chip.bench.poke(address, bytes);
}

const diesOf = (bench: Bench) =>
  bench.tables.in(async (tx) => [(await unitByNumber(tx, 1))?.die, (await unitByNumber(tx, 2))?.die]);

describe('a die that was burnt without the ledger', () => {
  it.each(['batch', 'adopted'])(
    'is suspect where a run of this station on it was interrupted: %s',
    async (way) => {
      const bench = await at.open('L4', layout, values);
      const cut = bench.present('0.chip', { fault: 'power@12' });
      await expect(cut).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
      const chip = await loadChip(`${at.folder}/0.chip`, l476);
      fill(chip, texts[0]);
      await saveChip(`${at.folder}/0.chip`, chip);
      await bench.tables.in(async (tx) => {
        await tx.run('DELETE FROM visit');
        if (way === 'batch') {
          await tx.run("UPDATE unit SET uid = NULL, dev_id = NULL, batch = 'B', batch_row = 0");
          await tx.run("UPDATE stage SET state = 'exported', run = NULL, claim = NULL, burnt = 0");
        } else {
          await tx.run("UPDATE value SET source = 'chip'");
          await tx.run("UPDATE stage SET state = 'bound', run = NULL, claim = NULL, burnt = 1");
        }
      });
      const before = readFileSync(`${at.folder}/0.chip`);
      for (const _ of [1, 2])
        expect(await bench.present('0.chip')).toMatchObject({
          ...{ result: 'refused', unit: { unit: 1 }, refusals: [{ code: 'SUSPECT' }] },
        });
      expect(readFileSync(`${at.folder}/0.chip`)).toEqual(before);
    },
  );
});

describe('a die that the ledger does not know', () => {
  it('is given the unit whose values it holds', async () => {
    const bench = await withUnits([1]);
    expect(await bench.present(await chipWith(texts[0]))).toMatchObject({
      ...{ result: 'verified', unit: { unit: 1 } },
    });
  });

  it.each([
    ['a verified one', [1]],
    ['another one without a die', [1, 2]],
  ])('is given none where it also holds a value of %s', async (_, exported) => {
    const bench = await withUnits(exported);
    const before = await diesOf(bench);
    const mixed = await chipWith({ serial: texts[0].serial, mac: texts[1].mac });
    await expect(bench.present(mixed)).rejects.toMatchObject({
      ...{ code: 'IDENTITY_TAKEN', exitCode: 5 },
      message: expect.stringMatching(/serial SN-00001 of unit 1, .*mac 02:00:5E:10:00:01 of unit 2, /),
    });
    expect(await diesOf(bench)).toEqual(before);
    expect(await bench.present('0.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('is given none where a unit of the layout cannot be read', async () => {
    const bench = await withUnits([1]);
    await expect(bench.present(await chipWith(texts[0], 0x18))).rejects.toMatchObject({
      ...{ code: 'UNIT_UNREADABLE', exitCode: 5 },
    });
    expect((await diesOf(bench))[0]).toBeUndefined();
  });
});
