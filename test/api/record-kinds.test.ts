import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump, map, merge, plan, program, read, verify } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layoutFor = (bank: string, active: string) => `format: otpforge.layout/2
bank: ${bank}
records:
  highwater: { offset: 0x100, slots: 8, stride: 8, kind: append, fields: { rb: { offset: 0, type: u64 } } }
  entries:
    offset: 0x180
    slots: 8
    stride: 8
    kind: keyed
    key: id
    fields: { value: { offset: 0, type: bytes, length: 7, unique: true }, id: { offset: 7, type: u8, names: { ble: 1, xtal: 2 } } }
  blocks:
    offset: 0xC0
    slots: 2
    stride: 32
    kind: flagged
    valid: state
    fields:
      state: { offset: 0, type: u32, names: { active: ${active}, revoked: 0 } }
      crc: { offset: 8, type: crc, algorithm: crc32, range: { offset: 12, length: 20 } }
      body: { offset: 12, type: bytes, length: 20 }
`;

const unit = {
  rb: 5,
  entries: { ble: { value: '01'.repeat(7) }, xtal: { value: '02'.repeat(7) } },
  body: '11'.repeat(20),
};

type Values = Record<string, unknown>;

async function onBench(
  device: string,
  text: string,
  work: (bench: {
    burn: (values: Values, chip?: string) => Promise<{ result: string; text?: string | undefined }>;
    image: (values: Values, chip?: string) => Promise<string>;
    common: (chip?: string) => { probe: string; layout: string; journal: string };
    named: (name: string) => string;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), text);
    const common = (chip = 'a') => ({
      probe: `sim:${device},file=${named(`${chip}.chip`)}`,
      layout: named('otp.yaml'),
      journal: named('journal.jsonl'),
    });
    let count = 0;
    const image = async (values: Values, chip?: string) => {
      const { probe, layout } = common(chip);
      count += 1;
      const output = named(`${count}.hex`);
      const dump = named(`${count}-otp.hex`);
      // A chip file that is not there yet is made by the first plan.
      await read({ probe, output: dump }).catch(() => undefined);
      const chipDump = count > 1 && chip === undefined ? { chipDump: dump } : {};
      await merge({ inputs: [], layout, values: values as never, output, ...chipDump });
      return output;
    };
    const burn = async (values: Values, chip?: string) => {
      const report = await program({
        ...common(chip),
        image: await image(values, chip),
        confirm: async () => true,
      });
      return { result: report.result, text: report.unit?.text };
    };
    await work({ burn, image, common, named });
  });
}

const found = async ({ probe, layout }: { probe: string; layout: string }) => {
  const { fields, slots } = await read({ probe, layout });
  return {
    values: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    newest: slots.filter(({ newest }) => newest).map(({ record, slot, key }) => [record, slot, key]),
  };
};

describe.each([
  ['STM32F401RE', 'stm32f4-otp', '0xA5A5FFFF'],
  ['STM32L476RG', 'stm32l4-otp', '0xFFFFFFFF'],
])('records that append, are found by keys and are revoked, on %s', (device, bank, active) => {
  it('go through merge, plan, program, read, verify, map and check-dump', async () => {
    await onBench(device, layoutFor(bank, active), async ({ burn, image, common, named }) => {
      const first = await image(unit);
      expect(await program({ ...common(), image: first, confirm: async () => true })).toMatchObject({
        result: 'done',
      });
      expect(await found(common())).toMatchObject({
        values: {
          rb: '5',
          'entries[ble].value': '01'.repeat(7),
          'entries[xtal].value': '02'.repeat(7),
          state: 'active',
          body: '11'.repeat(20),
        },
        newest: [
          ['highwater', 1, undefined],
          ['entries', 1, 'ble'],
          ['entries', 2, 'xtal'],
          ['blocks', 1, undefined],
        ],
      });
      // The same unit once more burns nothing.
      expect((await burn(unit)).result).toBe('nothing-to-do');
      const changed = {
        ...unit,
        rb: 6,
        entries: { ...unit.entries, ble: { value: '03'.repeat(7) } },
        state: 'revoked',
      };
      const second = await image(changed);
      const planned = await plan({ ...common(), image: second });
      expect(planned.refusals).toEqual([]);
      expect(planned.values?.map(({ field, slot, text }) => [field, slot, text])).toEqual(
        expect.arrayContaining([
          ['rb', 2, '6 (0x0000000000000006)'],
          ['entries[ble].value', 3, '03'.repeat(7)],
          ['entries[ble].id', 3, 'ble (1)'],
          ['state', 1, 'revoked (0)'],
        ]),
      );
      const report = await program({ ...common(), image: second, confirm: async () => true });
      expect(report.unit?.fields).toContainEqual(
        expect.objectContaining({ name: 'state', judged: true, text: 'revoked (0)' }),
      );
      const { probe, layout } = common();
      expect(await verify({ probe, layout, image: second })).toMatchObject({ result: 'equal' });
      expect((await map({ probe, layout })).fields.map(({ name }) => name)).toContain('entries[ble].value');
      await read({ probe, output: named('otp.bin') });
      expect(await checkDump({ dump: named('otp.bin'), device, image: second, layout })).toMatchObject({
        result: 'verified',
      });
      // What the first image holds is older now.
      const stale = await plan({ ...common(), image: first });
      expect(stale.refusals.map(({ code }) => code)).toContain('SLOT_OUTDATED');
      const { state: _state, ...next } = changed;
      expect((await burn({ ...next, body: '22'.repeat(20) })).result).toBe('done');
      expect(await found(common())).toMatchObject({ values: { body: '22'.repeat(20), state: 'active' } });
    });
  });

  it('keep a unique value of an entry from another die, whatever its key', async () => {
    await onBench(device, layoutFor(bank, active), async ({ burn, image, common }) => {
      expect((await burn(unit)).result).toBe('done');
      const other = { ...unit, entries: { xtal: { value: '01'.repeat(7) } } };
      const { refusals } = await plan({ ...common('b'), image: await image(other, 'b') });
      expect(refusals).toMatchObject([
        { code: 'UNIT_ALREADY_BURNT', message: expect.stringContaining('entries.value') },
      ]);
    });
  });
});
