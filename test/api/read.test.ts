import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { read } from '../../src/api/read.js';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';

it.each(['otp.elf', 'otp.S19'])('makes no Intel HEX that is called %s, before it looks at a chip', (name) =>
  inFolder(async (folder) => {
    const [output, chip] = [join(folder, name), join(folder, 'unit.chip')];
    await expect(read({ probe: `sim:STM32F401RE,file=${chip}`, output })).rejects.toMatchObject({
      code: 'IMAGE_OUTPUT_FORMAT',
      exitCode: 2,
    });
    expect([existsSync(output), existsSync(chip)]).toEqual([false, false]);
  }),
);

it('calls the fields of a chip with read protection unreadable, and its slots', () =>
  inFolder(async (folder) => {
    const [layout, chip] = [join(folder, 'otp.yaml'), join(folder, 'unit.chip')];
    await writeFile(
      layout,
      `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  mac: { offset: 0, type: mac }
records:
  identity:
    offset: 0x20
    slots: 2
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0, type: u16 }
      check: { offset: 2, type: crc, algorithm: crc16-modbus, over: [issue] }
`,
    );
    const probe = `sim:STM32F401RE,file=${chip}`;
    await saveChip(chip, SimulatedChip.create(f401));
    expect(await read({ probe, layout })).toMatchObject({
      result: 'done',
      fields: [{ state: 'blank' }, {}, {}],
    });
    const simulated = await loadChip(chip, f401);
    simulated.bench.setReadProtection(1);
    await saveChip(chip, simulated);
    const { result, fields, slots } = await read({ probe, layout });
    expect(result).toBe('refused');
    expect(fields.map(({ state }) => state)).toEqual(['unreadable', 'unreadable', 'unreadable']);
    expect(slots.map(({ state }) => state)).toEqual(['unreadable', 'unreadable']);
  }));
