import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { loadChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { allBanks } from '../support/banks.js';
import { type CliResult, inFolder, otpforge, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const device = findDevice('STM32H743ZI', allBanks);
const { base, size } = device.bank.otp;
const FLASH = 0x08000000;
const layout = `format: otpforge.layout/1
sector: { device: STM32H743ZI, address: 0x081E0000 }
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00 }
  key: { offset: 0x20, type: bytes, length: 16, secret: true }
`;
const key = '00112233445566778899aabbccddeeff';
const unit = { serial: 'SN-000010', key };
const firmware = (length = 512) => Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);

type Parts = readonly (readonly [address: number, bytes: Iterable<number>])[];

interface Bench {
  readonly folder: string;
  readonly run: (...args: string[]) => Promise<CliResult>;
  readonly probe: readonly string[];
  readonly write: (name: string, parts: Parts) => Promise<string>;
}

/** A folder with a layout, a unit and firmware, and a simulated chip. */
function onTheBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const write = async (name: string, parts: Parts) => {
      await writeFile(join(folder, name), writeIntelHex(imageOf(...parts)));
      return name;
    };
    await writeFile(join(folder, 'otp.yaml'), layout);
    await writeFile(join(folder, 'unit.json'), JSON.stringify(unit));
    await write('fw.hex', [[FLASH, firmware()]]);
    const probe = ['--device', device.name, '--probe', `sim:${device.name},file=unit.chip`];
    await work({ folder, probe, write, run: (...args) => otpforge(args, folder) });
  });
}

const merge = ['--layout', 'otp.yaml', '--data', 'unit.json', '-o', 'unit.hex'];

/** Texts for a chip without OTP do not speak of it. */
function noOtp({ stdout, stderr }: CliResult): void {
  expect(`${stdout}${stderr}`.replaceAll(/otp\.yaml|otpforge/g, '')).not.toMatch(/otp/i);
}

describe('an identity in the reserved sector of an STM32H743', () => {
  it('is merged, planned, programmed, read, drawn and compared', () =>
    onTheBench(async ({ run, probe }) => {
      const done = async (...args: string[]) => {
        const result = await run(...args);
        expect([result.exitCode, result.stderr]).toEqual([0, expect.any(String)]);
        noOtp(result);
        return result;
      };
      await done('merge', 'fw.hex', ...merge);
      const planned = await done('plan', 'unit.hex', ...probe, '--layout', 'otp.yaml');
      expect(planned.stdout).toMatch(/READY/);
      const programmed = await done(
        'program',
        'unit.hex',
        ...probe,
        ...['--layout', 'otp.yaml', '--yes', '--rehearse'],
      );
      expect(programmed.stderr).toMatch(/can change until the whole sector is erased/);
      expect(programmed.stdout).toMatch(/rehearsed first on a simulated copy[\s\S]*PASS: serial SN-000010/);
      expect((await done('program', 'fw.hex', ...probe, '--yes')).stdout).toMatch(
        /PASS: no reserved sector byte in this image/,
      );
      const read = await done('read', ...probe);
      expect(read.stdout).toContain('0x081E0000  53 4E 2D');
      expect(read.stdout).toMatch(/… 131008 bytes blank/);
      expect(read.stdout.split('\n').length).toBeLessThan(15);
      const map = await done('map', ...probe, '--layout', 'otp.yaml');
      expect(map.stdout).toMatch(/… 131008 bytes blank/);
      expect(map.stdout.split('\n').length).toBeLessThan(40);
      await done('map', ...probe, '--layout', 'otp.yaml', '--svg', 'map.svg');
      const verified = await done('verify', 'unit.hex', ...probe, '--layout', 'otp.yaml');
      expect(verified.stdout).toMatch(/PASS: equal/);
    }));

  it.each([
    ['one byte of firmware', [[base + 5, [1]]]],
    [
      'padding',
      [
        [FLASH, firmware()],
        [base + 0x100, new Uint8Array(64).fill(0xff)],
      ],
    ],
    ['padding without a gap', [[base - 64, new Uint8Array(128).fill(0xff)]]],
  ] as const)('is not merged with %s in the sector', (_what, parts) =>
    onTheBench(async ({ run, write, folder }) => {
      const result = await run('merge', await write('bad.hex', parts), ...merge);
      expect(result.exitCode).toBe(5);
      expect(result.stderr).toMatch(/reaches into the reserved sector \(0x081E0000 to 0x081FFFFF\)/);
      expect(result.stderr).toMatch(/ORIGIN = 0x08000000, LENGTH = 1920K/);
      expect(await readdir(folder)).not.toContain('unit.hex');
      noOtp(result);
    }),
  );

  it('is not merged with padding for a device alone, and is without it', () =>
    onTheBench(async ({ run, write }) => {
      const padded = await write('padded.hex', [
        [FLASH, firmware()],
        [base, new Uint8Array(size).fill(0xff)],
      ]);
      const args = ['merge', padded, '--device', device.name, '-o', 'out.hex'];
      expect((await run(...args)).exitCode).toBe(5);
      for (const flags of [['--without', 'sector'], ['--only', 'flash'], ['--blank-is-absent']]) {
        const result = await run(...args, ...flags);
        expect([flags, result.exitCode, result.stderr]).toEqual([flags, 0, expect.any(String)]);
      }
    }));

  it('refuses such firmware in program, with nothing erased', () =>
    onTheBench(async ({ run, write, probe, folder }) => {
      await run('program', 'fw.hex', ...probe, '--yes');
      const before = await readFile(join(folder, 'unit.chip'));
      for (const parts of [
        [[base - 4, firmware(8)]],
        [
          [FLASH, firmware(64).map((byte) => byte ^ 1)],
          [base, new Uint8Array(32).fill(0xff)],
        ],
      ] as const) {
        const image = await write('bad.hex', parts);
        const result = await run('program', image, ...probe, '--yes');
        expect(result.exitCode).toBe(5);
        expect(`${result.stdout}${result.stderr}`).toMatch(/SECTOR_FIRMWARE/);
        expect(result.stdout.split('\n').length).toBeLessThan(15);
        expect(result.stdout).not.toMatch(/CONFLICT|PARTIAL/);
        noOtp(result);
      }
      expect(await readFile(join(folder, 'unit.chip'))).toEqual(before);
    }));

  it('is lost by a mass erase alone, and a dump of it programs it again', () =>
    onTheBench(async ({ run, probe, folder }) => {
      await run('merge', 'fw.hex', ...merge);
      await run('program', 'unit.hex', ...probe, '--layout', 'otp.yaml', '--yes');
      await run('read', ...probe, '-o', 'sector.hex');
      const chip = await loadChip(join(folder, 'unit.chip'), device);
      chip.bench.poke(base, new Uint8Array(size).fill(0xff));
      await saveChip(join(folder, 'unit.chip'), chip);
      expect((await run('program', 'sector.hex', ...probe, '--yes')).exitCode).toBe(5);
      const cleaned = await run(
        'merge',
        'sector.hex',
        '--blank-is-absent',
        '--device',
        device.name,
        '-o',
        'back.hex',
      );
      expect([cleaned.exitCode, cleaned.stderr]).toEqual([0, expect.any(String)]);
      expect((await run('program', 'back.hex', ...probe, '--yes')).exitCode).toBe(0);
      expect((await run('read', ...probe, '--layout', 'otp.yaml')).stdout).toContain('SN-000010');
    }));

  it('leaves no copy behind, and no secret in journal and trace', () =>
    onTheBench(async ({ run, probe, folder }) => {
      await run('merge', 'fw.hex', ...merge);
      const layoutFlags = ['--layout', 'otp.yaml', '--yes', '--trace', 'run.jsonl'];
      await run('program', 'unit.hex', ...probe, ...layoutFlags);
      const other = await run('program', 'fw.hex', ...probe, ...layoutFlags);
      expect(other.exitCode).toBe(0);
      const state = stateFolderOf(folder);
      expect((await readdir(state, { recursive: true })).filter((name) => name.endsWith('.hex'))).toEqual([]);
      const files = await readdir(state, { recursive: true });
      for (const name of [...files.map((each) => join(state, each)), join(folder, 'run.jsonl')]) {
        if (!(await stat(name)).isFile()) continue;
        expect((await readFile(name, 'latin1')).toLowerCase(), name).not.toContain(key);
      }
    }));
});
