import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';

const f4Layout = `format: otpforge.layout/1
bank: stm32f4-otp
records:
  identity:
    offset: 0x00
    slots: 4
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0x00, type: u16 }
      mac: { offset: 0x02, type: mac }
      serial: { offset: 0x08, type: ascii, length: 16, pad: 0x00, pattern: "SN-[0-9]{4,13}" }
      check: { offset: 0x18, type: crc, algorithm: crc32, over: [issue, mac, serial] }
`;

/** The layout with spare slots of docs/layout.md, for the STM32L4. */
async function layoutOfPage(): Promise<string> {
  const page = await readFile(packagePath('docs', 'layout.md'), 'utf8');
  const layouts = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  return layouts.find((text) => text.includes('records:')) ?? '';
}

/** A folder with a layout with spare slots, and a chip file beside it. */
function onTheBench(
  device: typeof f401,
  work: (bench: {
    folder: string;
    run: (...args: string[]) => ReturnType<typeof otpforge>;
    probe: readonly string[];
    spoil: (address: number, state?: 'damaged' | 'weak') => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.yaml'), device === f401 ? f4Layout : await layoutOfPage());
    const file = join(folder, 'unit.chip');
    await saveChip(file, SimulatedChip.create(device));
    await work({
      folder,
      run: (...args) => otpforge(args, folder),
      probe: ['--probe', `sim:${device.name},file=unit.chip`],
      async spoil(address, state = 'damaged') {
        const chip = await loadChip(file, device);
        chip.bench.setUnitState(address, state);
        await saveChip(file, chip);
      },
    });
  });
}

const values = (serial: string) => ['--set', `serial=${serial}`, '--set', 'mac=02:00:5E:10:00:2A'];
const layout = ['--layout', 'otp.yaml'];

describe('a unit whose first slot is damaged, STM32L476RG', () => {
  const merge = ['merge', ...layout, ...values('SN-0042'), '--set', 'batch=7'];

  it('is saved by a spare slot that is chosen by a dump of the chip', async () => {
    await onTheBench(l476, async ({ run, probe, spoil }) => {
      const first = await run(...merge, '-o', 'unit.hex');
      expect(first.stdout).toContain('identity: slot 1, sequence 1 (the chip was not looked at)');
      await spoil(l476.bank.otp.base + 0x08);
      const refused = await run('program', 'unit.hex', ...probe, '--yes');
      expect(refused.exitCode).toBe(5);
      expect(refused.stdout).toContain('refused [DAMAGED] 0x1FFF7008');

      expect(await run('read', ...probe, '-o', 'otp.hex')).toMatchObject({
        exitCode: 0,
        // Nobody has read zeros there.
        stdout: expect.stringContaining('0x1FFF7000  FF FF FF FF FF FF FF FF .. .. .. .. .. .. .. ..'),
      });
      const chosen = await run(...merge, '--chip-dump', 'otp.hex', '-o', 'unit.hex');
      expect(chosen).toMatchObject({ exitCode: 0, stderr: '' });
      expect(chosen.stdout).toContain(
        'identity: slot 2, sequence 2 (slot 1 damaged, slot 2 blank, slot 3 blank, slot 4 blank)',
      );
      expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });

      const read = await run('read', ...probe, ...layout, '--json');
      expect(JSON.parse(read.stdout)).toMatchObject({
        fields: expect.arrayContaining([
          expect.objectContaining({ name: 'serial', value: 'SN-0042', slot: 2 }),
          expect.objectContaining({ name: 'batch', value: '7' }),
        ]),
        slots: [
          { slot: 1, state: 'damaged', newest: false },
          { slot: 2, state: 'valid', sequence: 2, newest: true },
          { slot: 3, state: 'blank' },
          { slot: 4, state: 'blank' },
        ],
      });
      const { stdout } = await run('read', ...probe, ...layout);
      expect(stdout).toMatch(/^identity +2 +0x1FFF7020 +2 +valid, newest$/m);
      expect(stdout).toMatch(/^identity +1 +0x1FFF7000 +damaged$/m);

      await run('read', ...probe, '-o', 'otp.hex');
      const again = await run(...merge, '--chip-dump', 'otp.hex', '-o', 'again.hex');
      expect(again.stdout).toContain('identity: slot 2, sequence 2 (it holds these values)');
      const nothing = await run('program', 'again.hex', ...probe, '--yes', '--json');
      expect(JSON.parse(nothing.stdout)).toMatchObject({ result: 'nothing-to-do', unitsBurnt: 0 });
    });
  });

  it('was interrupted while it was burnt, and is settled in the journal by the slot in its place', async () => {
    await onTheBench(l476, async ({ run, probe }) => {
      await run(...merge, '-o', 'unit.hex');
      const [flag = '', uri = ''] = probe;
      const cut = await run('program', 'unit.hex', flag, `${uri},fault=power@2:0.5`, '--yes');
      expect(cut.exitCode).toBe(7);
      const open = await run('journal', 'list', ...layout);
      expect(open.stdout).toContain('was interrupted and not finished since');
      await run('read', ...probe, '-o', 'otp.hex');
      await run(...merge, '--chip-dump', 'otp.hex', '-o', 'unit.hex');
      expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });
      const settled = await run('journal', 'list', ...layout);
      expect(settled.stdout).not.toContain('not finished since');
      expect(settled.stdout).toMatch(
        /interrupted in slot 1 of identity, which slot 2 has replaced in the run of 2/,
      );
      // Another bank's layout tells nothing of this die.
      const other = await run(
        'journal',
        'list',
        '--layout',
        packagePath('firmware/example/otp-f401.yaml'),
        '--json',
      );
      expect(JSON.parse(other.stdout)).toMatchObject({ interrupted: [{}], replaced: [] });
    });
  });

  it('is weak: the spare slot must be named too', async () => {
    await onTheBench(l476, async ({ run, probe, spoil }) => {
      await run(...merge, '-o', 'unit.hex');
      expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });
      await spoil(l476.bank.otp.base + 0x18, 'weak');
      const refused = await run('program', 'unit.hex', ...probe, '--yes', '--json');
      expect(JSON.parse(refused.stdout).plan.refusals).toMatchObject([
        { code: 'DAMAGED', remedy: expect.stringContaining('--slot 2') },
      ]);
    });
  });

  it('reads right and is suspect: the spare slot must be named, since no dump shows that', async () => {
    await onTheBench(l476, async ({ run, probe }) => {
      await run(...merge, '-o', 'unit.hex');
      const [flag = '', uri = ''] = probe;
      const cut = await run('program', 'unit.hex', flag, `${uri},fault=power@4:1`, '--yes');
      expect(cut.exitCode).toBe(7);
      await run('read', ...probe, '-o', 'otp.hex');
      const same = await run(...merge, '--chip-dump', 'otp.hex', '-o', 'unit.hex');
      expect(same.stdout).toContain('identity: slot 1, sequence 1 (it holds these values)');
      const refused = await run('program', 'unit.hex', ...probe, '--yes', '--json');
      expect(JSON.parse(refused.stdout).plan.refusals).toMatchObject([
        { code: 'SUSPECT', address: l476.bank.otp.base + 0x18, remedy: expect.stringContaining('--slot 2') },
      ]);
      const named = await run(...merge, '--chip-dump', 'otp.hex', '--slot', '2', '-o', 'unit.hex');
      expect(named.stdout).toContain('identity: slot 2, sequence 2 ');
      expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });
      const { fields } = JSON.parse((await run('read', ...probe, ...layout, '--json')).stdout);
      expect(fields).toContainEqual(expect.objectContaining({ name: 'serial', value: 'SN-0042', slot: 2 }));
    });
  });

  it('is chosen by a raw dump too, which holds zeros where a unit is damaged', async () => {
    await onTheBench(l476, async ({ folder, run, probe, spoil }) => {
      await run('read', ...probe);
      await spoil(l476.bank.otp.base + 0x08);
      await run('read', ...probe, '-o', 'otp.bin');
      const { stdout } = await run(...merge, '--chip-dump', 'otp.bin', '-o', 'unit.hex', '--json');
      expect(JSON.parse(stdout).slots).toMatchObject([{ record: 'identity', slot: 2, found: 'blank' }]);
      await writeFile(join(folder, 'short.bin'), new Uint8Array(16));
      const short = await run(...merge, '--chip-dump', 'short.bin', '-o', 'unit.hex');
      expect(short).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('DUMP_SIZE') });
      const own = await run(...merge, '--chip-dump', 'otp.hex', '-o', 'otp.hex');
      expect(own.exitCode).not.toBe(0);
    });
  });
});

describe('spare slots, STM32F401RE', () => {
  const merge = (serial: string, ...more: string[]) => ['merge', ...layout, ...values(serial), ...more];

  it('take new values until they are full, and inspect tells which slot an image holds', async () => {
    await onTheBench(f401, async ({ run, probe }) => {
      for (const slot of [1, 2, 3, 4]) {
        await run('read', ...probe, '-o', 'otp.hex');
        const merged = await run(...merge(`SN-000${slot}`, '--chip-dump', 'otp.hex', '-o', 'unit.hex'));
        expect(merged.stdout).toContain(`identity: slot ${slot}, sequence ${slot} `);
        expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });
      }
      const inspected = await run('inspect', 'unit.hex', ...layout);
      expect(inspected.stdout).toMatch(/^identity +4 +0x1FFF7860 +4 +valid, newest$/m);
      expect(inspected.stdout).toMatch(/^identity +1 +0x1FFF7800 +absent$/m);
      await run('read', ...probe, '-o', 'otp.hex');
      const full = await run(...merge('SN-0005', '--chip-dump', 'otp.hex', '-o', 'unit.hex'));
      expect(full).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('LAYOUT_SLOTS_FULL') });
      expect(full.stderr).toContain('slot 1 valid (sequence 1), slot 2 valid (sequence 2)');
    });
  });

  it('are named by --slot', async () => {
    await onTheBench(f401, async ({ run, probe }) => {
      const named = await run(...merge('SN-0001', '--slot', '3', '-o', 'unit.hex'));
      expect(named.stdout).toContain('identity: slot 3, sequence 3 ');
      const byName = await run(...merge('SN-0001', '--slot', 'identity=2', '-o', 'unit.hex'));
      expect(byName.stdout).toContain('identity: slot 2, sequence 2 ');
      expect(await run('program', 'unit.hex', ...probe, '--yes')).toMatchObject({ exitCode: 0 });
      await run('read', ...probe, '-o', 'otp.hex');
      const used = await run(...merge('SN-0009', '--slot', '2', '--chip-dump', 'otp.hex', '-o', 'unit.hex'));
      expect(used).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('LAYOUT_SLOT_USED') });
      for (const bad of [['5'], ['x'], ['identity=1', '2'], ['identity=1', 'identity=1'], ['=1']]) {
        const flags = bad.flatMap((each) => ['--slot', each]);
        expect(await run(...merge('SN-0001', ...flags, '-o', 'unit.hex')), bad.join()).toMatchObject({
          exitCode: 2,
        });
      }
    });
  });
});
