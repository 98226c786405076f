import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDevice, loadBanks, ownBanksFolder } from '../../src/bank/index.js';
import { inFolder, otpforge } from '../support/cli.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-banks-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The shipped L4 bank with some of its names changed, in a folder of its own. */
async function writeBank(into: string, edits: readonly (readonly [string | RegExp, string])[]) {
  await mkdir(into, { recursive: true });
  const text = await readFile(join(ownBanksFolder, 'stm32l4.yaml'), 'utf8');
  await writeFile(
    join(into, 'bank.yaml'),
    edits.reduce((yaml, [from, to]) => yaml.replaceAll(from, to), text),
  );
}

const ownName = ['name: stm32l4-otp', 'name: mine-otp'] as const;
const ownDevices = [/\bSTM32(L\w+): /g, 'ACME$1: '] as const;
/** Each describes something of the package in another way. */
const shadows: readonly (readonly [string, string, readonly (readonly [string | RegExp, string])[]])[] = [
  ['the name of a bank', 'stm32l4-otp', [ownDevices]],
  ['the name of a bank in capitals', 'STM32F4-OTP', [['name: stm32l4-otp', 'name: STM32F4-OTP'], ownDevices]],
  ['a device', 'STM32L', [ownName]],
  ['a device in small letters', 'stm32L', [ownName, [/\bSTM32(L\w+): /g, 'stm32$1: ']]],
  ['a device with its package', 'STM32F401RET6', [ownName, ownDevices, ['ACMEL476RG:', 'STM32F401RET6:']]],
  ['a bank by the name of a device', 'STM32F401RE', [['name: stm32l4-otp', 'name: STM32F401RE'], ownDevices]],
];

describe('a bank of a project that takes a name of the package', () => {
  it.each(shadows)('is refused for %s', async (_, name, edits) => {
    await writeBank(folder, edits);
    await expect(loadBanks({ named: [], project: [folder] })).rejects.toMatchObject({
      code: 'BANK_SHIPPED',
      exitCode: 3,
      message: expect.stringContaining(`${join(folder, 'bank.yaml')}: the bank`),
      remedy: expect.stringContaining('--banks'),
      details: { name: expect.stringContaining(name) },
    });
  });

  it.each(shadows)('is taken with %s from a folder that is named for the run', async (_, _name, edits) => {
    await writeBank(folder, edits);
    const loaded = await loadBanks([folder]);
    expect(loaded[0]?.file).toBe(join(folder, 'bank.yaml'));
  });

  it('is not taken because another folder that is named has one too', async () => {
    const project = join(folder, 'project');
    await writeBank(project, [ownName]);
    await writeBank(join(folder, 'named'), [['name: stm32l4-otp', 'name: other-otp']]);
    await expect(loadBanks({ named: [join(folder, 'named')], project: [project] })).rejects.toMatchObject({
      code: 'BANK_SHIPPED',
    });
  });

  it('is taken where its folder is named by a link, since one folder is one', async () => {
    await writeBank(join(folder, 'mine'), [ownName]);
    await symlink(join(folder, 'mine'), join(folder, 'link'));
    const loaded = await loadBanks({ named: [join(folder, 'link')], project: [join(folder, 'mine')] });
    expect(findDevice('STM32L476RG', loaded).bank.name).toBe('mine-otp');
  });
});

describe('a bank of a project with names of its own', () => {
  it('serves its devices', async () => {
    await writeBank(folder, [ownName, ownDevices]);
    const loaded = await loadBanks({ named: [], project: [folder] });
    expect(findDevice('ACMEL476RGT6', loaded).bank.name).toBe('mine-otp');
    expect(findDevice('STM32L476RG', loaded).bank.name).toBe('stm32l4-otp');
  });
});

describe('otpforge in a folder whose banks take a name of the package', () => {
  const refused = { exitCode: 3, stderr: expect.stringContaining('[BANK_SHIPPED]') };

  it('refuses ./otpforge/banks, unless --banks names it', () =>
    inFolder(async (cwd) => {
      await writeBank(join(cwd, 'otpforge', 'banks'), [ownName]);
      expect(await otpforge(['banks'], cwd)).toMatchObject(refused);
      const named = await otpforge(['banks', '--banks', 'otpforge/banks'], cwd);
      expect(named).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('mine-otp') });
    }));

  it('refuses a folder that otpforge.yaml names, and takes it from the command line', () =>
    inFolder(async (cwd) => {
      await writeBank(join(cwd, 'mine'), [ownName]);
      await writeFile(join(cwd, 'otpforge.yaml'), 'format: otpforge.config/1\nbanks: [mine]\n');
      expect(await otpforge(['banks'], cwd)).toMatchObject(refused);
      expect(await otpforge(['banks', '--banks', 'mine'], cwd)).toMatchObject({ exitCode: 0 });
    }));
});
