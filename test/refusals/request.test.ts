import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/files/package-path.js';
import { readManifest } from '../../src/loader/index.js';
import { sha256Of } from '../../src/loader/loader-elf.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { expectUntouched, prepare, refusalText, runTrial } from './support.js';

const shipped = (name: string): string => packagePath('firmware', 'loaders', name);

/** Puts loaders of the project's own into a folder, which go before the package's. */
async function ownLoaders(
  folder: string,
  manifest: unknown,
  ...elfs: readonly (readonly [string, Uint8Array])[]
) {
  const loaders = join(folder, 'otpforge', 'loaders');
  await mkdir(loaders, { recursive: true });
  await writeFile(join(loaders, 'manifest.json'), JSON.stringify(manifest));
  for (const [name, bytes] of elfs) await writeFile(join(loaders, name), bytes);
}

/** The command line names the folder, or the package's bank would be served by the package's loader. */
const ownBankFlags = ['--banks', 'otpforge/banks', '--yes'];

/** A bank of the project's own in the package's place, with facts of its own. */
async function ownBank(folder: string, name: string): Promise<void> {
  const banks = join(folder, 'otpforge', 'banks');
  await mkdir(banks, { recursive: true });
  const text = await readFile(packagePath('banks', name), 'utf8');
  await writeFile(join(banks, name), text.replace(/timeoutMs: (\d+)/, 'timeoutMs: 1$1'));
}

describe('a loader that is not what the manifest says', () => {
  it.each([f401, l476])('LOADER_HASH, $name: exit 3, and no chip was opened', async (device) => {
    const bank = device.bank.name;
    const original = await readFile(shipped(`${bank}.elf`));
    const changed = Uint8Array.from(original);
    const at = changed.length >> 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    const run = await runTrial({
      device,
      folder: async (folder) => {
        await ownBank(folder, `${bank.replace('-otp', '')}.yaml`);
        await ownLoaders(folder, await readManifest(shipped('manifest.json')), [`${bank}.elf`, changed]);
      },
      flags: ownBankFlags,
    });
    const text = refusalText(run.output, 'LOADER_HASH');
    for (const name of [`${bank}.elf`, sha256Of(changed), sha256Of(original), 'otpforge build'])
      expect(text).toContain(name);
    expect(run).toMatchObject({ exitCode: 3, isUnchanged: true, chips: [] });
  });

  it('LOADER_INVALID, a loader of another bank: exit 3, and no chip was opened', async () => {
    const elf = await readFile(shipped('stm32l4-otp.elf'));
    const { loaders, format } = await readManifest(shipped('manifest.json'));
    const other = loaders
      .filter(({ bank }) => bank === 'stm32l4-otp')
      .map((entry) => ({ ...entry, bank: 'stm32f4-otp' }));
    const run = await runTrial({
      device: f401,
      folder: async (folder) => {
        await ownBank(folder, 'stm32f4.yaml');
        await ownLoaders(folder, { format, loaders: other }, ['stm32l4-otp.elf', elf]);
      },
      flags: ownBankFlags,
    });
    const text = refusalText(run.output, 'LOADER_INVALID');
    for (const name of [
      '0x400 bytes at 0x1FFF7000',
      '0x210 bytes at 0x1FFF7800',
      'otpforge build stm32f4-otp',
    ])
      expect(text).toContain(name);
    expect(run).toMatchObject({ exitCode: 3, isUnchanged: true, chips: [] });
  });

  it('LOADER_INVALID, a bank that was edited since: exit 3, and no chip was opened', async () => {
    const run = await runTrial({
      device: f401,
      folder: async (folder) => {
        await ownBank(folder, 'stm32f4.yaml');
        await ownLoaders(folder, await readManifest(shipped('manifest.json')), [
          'stm32f4-otp.elf',
          await readFile(shipped('stm32f4-otp.elf')),
        ]);
      },
      flags: ownBankFlags,
    });
    const text = refusalText(run.output, 'LOADER_INVALID');
    for (const name of ['other facts', '0x1FFF7800', 'otpforge build stm32f4-otp'])
      expect(text).toContain(name);
    expect(run).toMatchObject({ exitCode: 3, isUnchanged: true, chips: [] });
  });
});

describe('RAM that does not hold the loader', () => {
  // The loader's return address comes first: BKPT #0, 0xBE00.
  it.each([
    { device: f401, fault: 'ram@0x20000001.0=1', values: 'reads BF, written was BE' },
    { device: l476, fault: 'ram@0x20000001.7=0', values: 'reads 3E, written was BE' },
    { device: f401, fault: 'flip-write@1:1.4', values: 'reads AE, written was BE' },
  ])('LOADER_RAM, $device.name, $fault: exit 4 before the firmware', async ({ device, fault, values }) => {
    const run = await runTrial({ device, fault });
    const text = refusalText(run.output, 'LOADER_RAM');
    for (const name of ['RAM at 0x20000001', values, 'was not started', 'Check the debug connection'])
      expect(text).toContain(name);
    expect(run).toMatchObject({ exitCode: 4, isUnchanged: true });
    expect(run.chips).toHaveLength(1);
    expectUntouched(run);
  });
});

describe('a burn that nobody confirmed', () => {
  it('NOBODY_TO_ASK: exit 8, and no chip was opened', async () => {
    const run = await runTrial({ device: f401, flags: [] });
    const text = refusalText(run.output, 'NOBODY_TO_ASK');
    for (const name of ['forever', '--yes', '--confirm <hash>', 'otpforge plan'])
      expect(text).toContain(name);
    expect(run).toMatchObject({ exitCode: 8, isUnchanged: true, chips: [] });
  });

  it.each([f401, l476])(
    'PLAN_NOT_CONFIRMED, $name: exit 5 for any plan but the confirmed one',
    async (device) => {
      await inFolder(async (folder) => {
        const { base } = device.bank.otp;
        const { run, file } = await prepare({ device }, folder);
        await copyFile(file, join(folder, 'changed.chip'));
        const probe = (chip: string): string[] => ['--probe', `sim:${device.name},file=${chip}`];
        const planned = await run('plan', 'unit.hex', ...probe('unit.chip'));
        expectUntouched(planned);
        const [, hash = ''] = /^plan (p2-[0-9a-f]{64})/m.exec(planned.output) ?? [];

        await prepare(
          { device, chip: (bench) => bench.poke(base + 64, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)) },
          folder,
        );
        const before = await readFile(file, 'utf8');
        const refused = await run('program', 'unit.hex', ...probe('unit.chip'), '--confirm', hash);
        const text = refusalText(refused.output, 'PLAN_NOT_CONFIRMED');
        for (const name of [`confirmed was ${hash}`, 'the plan is ', 'otpforge plan'])
          expect(text).toContain(name);
        expect(refused.exitCode).toBe(5);
        expect(refused.chips).toHaveLength(1);
        expectUntouched(refused);
        expect(await readFile(file, 'utf8')).toBe(before);

        const confirmed = await run('program', 'unit.hex', ...probe('changed.chip'), '--confirm', hash);
        expect(confirmed.exitCode, confirmed.output).toBe(0);
      });
    },
  );
});
