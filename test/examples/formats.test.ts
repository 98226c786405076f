import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { merge } from '../../src/api/merge.js';
import { program } from '../../src/api/program.js';
import { type ReadDocument, read } from '../../src/api/read.js';
import { findDevice, type LoadedBank, loadBanks } from '../../src/bank/index.js';
import { loadChip } from '../../src/chip/index.js';
import { decodeLayout, decodeSlots, loadLayout, unitDataFromObject } from '../../src/layout/index.js';
import { expected } from '../header/support/found.js';
import { headerFirmware } from '../header/support/read-by-header.js';
import { inFolder } from '../support/cli.js';
import { type FormatStep, formatExamples } from './formats.js';

const run = promisify(execFile);
const folder = resolve('examples/formats');

/** What the C structs of formats.c leave in a bank, by format and step. */
const wanted = new Map<string, string>();
let banks: readonly LoadedBank[];
beforeAll(async () => {
  banks = await loadBanks();
  await inFolder(async (work) => {
    const binary = join(work, 'formats');
    const flags = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Werror'];
    await run('gcc', [...flags, '-o', binary, resolve('test/examples/formats.c')]);
    for (const line of (await run(binary)).stdout.trim().split('\n')) {
      const [name, step, bytes = ''] = line.split(' ');
      wanted.set(`${name} ${step}`, bytes);
    }
  });
});

describe('a layout of a public format', () => {
  it('is there for each format that C structs are there for, and the other way round', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    const names = formatExamples.map(({ name }) => name).toSorted();
    expect(files.toSorted()).toEqual(names.map((name) => `${name}.yaml`));
    const steps = formatExamples.flatMap(({ name, steps }) =>
      steps.map((_, index) => `${name} ${index + 1}`),
    );
    expect([...wanted.keys()].toSorted()).toEqual(steps.toSorted());
  });

  it.each(formatExamples.filter(({ published }) => published))(
    'has the bytes that its source shows: $name',
    ({ name, published: { offset, bytes } = { offset: 0, bytes: '' } }) => {
      expect(wanted.get(`${name} 1`)?.slice(2 * offset)).toMatch(new RegExp(`^${bytes}`));
    },
  );

  it.each(formatExamples)(
    'burns what its C struct holds, and its C header reads that on the chip: $name',
    ({ name, device, steps }) =>
      inFolder(async (work) => {
        const layout = join(folder, `${name}.yaml`);
        const dump = join(work, 'otp.bin');
        const chip = join(work, 'unit.chip');
        const probe = `sim:${device},file=${chip}`;
        for (const [index, step] of steps.entries()) {
          const { values, stages } = step;
          const { image } = await merge({
            inputs: [],
            layout,
            device,
            values,
            ...(stages && { stages }),
            ...(index > 0 && { chipDump: dump }),
          });
          expect(await program({ image, probe, layout, confirm: () => true })).toMatchObject({
            result: 'done',
          });
          const found = await read({ probe, layout, output: dump });
          expect((await readFile(dump)).toString('hex')).toBe(wanted.get(`${name} ${index + 1}`));
          expectValues(found, step);
        }
        await expectFirmware(layout, device, chip);
      }),
  );
});

function expectValues({ fields, slots }: ReadDocument, { values, reads, isRevoke }: FormatStep): void {
  if (isRevoke) {
    expect(slots.some(({ newest }) => newest)).toBe(false);
    return;
  }
  const given = [...unitDataFromObject(values)].map(([field, { value }]) => [field, value] as const);
  for (const [field, value] of [...given, ...Object.entries(reads ?? {})]) {
    const decoded = fields.find((each) => each.name === field);
    expect(decoded, field).toMatchObject({ state: 'value', ...(!decoded?.secret && { value }) });
  }
  for (const { name, crcOk } of fields) if (crcOk !== undefined) expect([name, crcOk]).toEqual([name, true]);
}

/** The layout's C header, compiled for the chip and run there, reads what `read` reads. */
async function expectFirmware(file: string, name: string, chipFile: string): Promise<void> {
  const device = findDevice(name, banks);
  const layout = await loadLayout(file, device.bank);
  const chip = await loadChip(chipFile, device);
  const { base, size } = device.bank.otp;
  const bytes = chip.bench.peek(base, size);
  const memory = (address: number, length: number) => bytes.slice(address - base, address - base + length);
  const fields = decodeLayout(layout, memory, 'unreadable');
  const wanted = expected(layout.fields, fields, decodeSlots(layout, memory, 'damaged'));
  expect(headerFirmware(layout)(chip)).toEqual(wanted);
}
