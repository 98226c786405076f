import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { cacheReaders } from '../../../src/chip/index.js';
import { CliCommand } from '../../../src/cli/command.js';
import { registerCommands } from '../../../src/cli/commands/index.js';
import { answerText } from '../../../src/cli/completion/answer.js';
import { complete } from '../../../src/cli/completion/complete.js';
import { filesBelow } from '../../../src/cli/completion/files-below.js';
import { valueKind } from '../../../src/cli/completion/kinds.js';
import { takesValue } from '../../../src/cli/completion/line.js';
import { probeValues } from '../../../src/cli/completion/probe-values.js';
import { serialCandidates } from '../../../src/cli/completion/sources.js';
import { probeKinds } from '../../../src/probe/index.js';
import { shippedBanks } from '../../support/bank-names.js';
import { inFolder } from '../../support/cli.js';

const program = new CliCommand('otpforge');
await registerCommands(program, () => undefined, undefined);
const commands = program.commands.flatMap((command) => [command, ...command.commands]);
const shown = commands.filter((command) => command.name() !== 'complete');

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { offer, candidates } = await complete(program, words);
  return offer === 'words' ? candidates.map(({ value }) => value) : [`(${offer})`];
}

describe('what is completed', () => {
  it('is the name of every command but the one that shells ask', async () => {
    const names = program.commands.map((command) => command.name()).filter((name) => name !== 'complete');
    expect(names.length).toBeGreaterThan(15);
    expect(await offered('')).toEqual([...names, 'help']);
    for (const name of names) expect(await offered(name)).toContain(name);
    expect(await offered('help', 'pl')).toEqual(['plan']);
    expect(await offered('foo')).toEqual([]);
  });

  it.each(shown.map((command) => [pathOf(command).join(' '), command] as const))(
    'is every subcommand and flag of %s',
    async (_, command) => {
      const path = pathOf(command);
      const below = command.commands.map((each) => each.name());
      if (below.length > 0) expect(await offered(...path, '')).toEqual([...below, 'help']);
      const flags = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long);
      expect((await offered(...path, '-')).toSorted()).toEqual([...flags, '--help'].toSorted());
    },
  );

  it('is known of every value of a flag or argument', () => {
    for (const command of shown) {
      const takers = [...command.options.filter(takesValue), ...command.registeredArguments];
      for (const each of takers)
        expect(valueKind(each), `${pathOf(command).join(' ')} ${nameOf(each)}`).toBeDefined();
    }
  });

  it('is a value of each flag that has choices', async () => {
    expect(await offered('simulate', 'STM32F401RE', '--cache', '')).toEqual([...cacheReaders]);
    expect(await offered('simulate', '--cache=d')).toEqual(['--cache=debug']);
    expect(await offered('merge', 'a.hex', '--only', 'f')).toEqual(['flash']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await offered('init', '--fields', 'serial,m')).toEqual(['serial,mac']);
  });

  it('is a file or a folder where one is asked for', async () => {
    expect(await offered('plan', '')).toEqual(['(files)']);
    expect(await offered('merge', 'a.hex', '')).toEqual(['(files)']);
    expect(await offered('plan', 'a.hex', '--layout', 'o')).toEqual(['(files)']);
    expect(await offered('plan', 'a.hex', '--banks', '')).toEqual(['(folders)']);
    expect(await offered('plan', '--layout=firmware/example/otp-f401.y')).toEqual([
      '--layout=firmware/example/otp-f401.yaml',
    ]);
    expect(await offered('plan', '--banks=loader-t')).toEqual(['--banks=loader-templates/']);
  });

  it('is a device in either case, and a bank', async () => {
    expect(await offered('plan', '--device', 'stm32l476r')).toEqual([
      'STM32L476RC',
      'STM32L476RE',
      'STM32L476RG',
    ]);
    expect(await offered('simulate', 'STM32F401RE')).toEqual(['STM32F401RE']);
    expect(await offered('simulate', 'STM32U385R')).toEqual([]);
    expect(await offered('explain', 'stm32u385r')).toEqual(['STM32U385RG']);
    expect(await offered('explain', 'STM32F401RE')).toEqual(['STM32F401RE']);
    expect(await offered('export', 'jlink', '--bank', 's')).toEqual(shippedBanks);
    expect(await offered('export', 'jlink', '--bank', 'STM32L476RG')).toEqual(['STM32L476RG']);
  });

  it('is a device of a bank that --banks or otpforge.yaml names', () =>
    inFolder(async (folder) => {
      const banks = join(folder, 'banks');
      mkdirSync(banks);
      const text = readFileSync('banks/stm32f4.yaml', 'utf8')
        .replaceAll('STM32F4', 'ACME9')
        .replace('family: ACME9', 'family: STM32F4')
        .replace('stm32f4-otp', 'acme-otp');
      writeFileSync(join(banks, 'acme.yaml'), text);
      writeFileSync(join(folder, 'line.yaml'), 'format: otpforge.config/1\nbanks: [banks]\n');
      expect(await offered('read', '--banks', banks, '--device', 'ACME901RE')).toEqual(['ACME901RE']);
      expect(
        await offered('read', '--config', join(folder, 'line.yaml'), '--probe', 'sim:ACME901RE'),
      ).toEqual(['sim:ACME901RE']);
    }));

  it('is not a flag that was given, unless it may be repeated', async () => {
    expect(await offered('plan', '--json', '--js')).toEqual([]);
    expect(await offered('merge', '--set', 'a=1', '--set')).toEqual(['--set']);
  });

  it('is another flag behind one whose value can be left out', async () => {
    expect(await offered('init', '--lock', '')).toEqual(['none']);
    expect(await offered('init', '--lock', '--pr')).toEqual(['--probe']);
    expect(await offered('init', '--lock', '--probe', 'st')).toEqual(['stlink:']);
    expect(await offered('init', '--lock', '0', '--lo')).toEqual([]);
    expect(await offered('simulate', '--cache', '--')).toEqual([]);
  });

  it('is no flag behind --, and nothing for what is free', async () => {
    expect(await offered('banks', '--', '-')).toEqual([]);
    expect(await offered('merge', '--row', '')).toEqual([]);
    expect(await offered('banks', '')).toContain('--devices');
  });

  it('has the devices of the package where the file of defaults is faulty', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'bad.yaml'), 'probe: [');
      expect(await offered('read', '--config', join(folder, 'bad.yaml'), '--device', 'STM32F401RE')).toEqual([
        'STM32F401RE',
      ]);
    }));
});

describe('a probe that is completed', () => {
  const sources = {
    devices: async () => [{ value: 'STM32F401RE', description: '' }],
    serials: async (scheme: string) => [{ value: `SN-${scheme}`, description: '' }],
    scripts: async () => '/usr/share/openocd/scripts',
  };
  const offeredProbes = async (typed: string) =>
    (await probeValues(typed, sources)).map(({ value }) => value);

  it('begins with each kind that there is', async () => {
    expect(await offeredProbes('')).toEqual(Object.keys(probeKinds).map((kind) => `${kind}:`));
    expect(await offeredProbes('cm')).toEqual(['cmsis-dap:']);
    expect(await offeredProbes('foo:')).toEqual([]);
  });

  it('goes on with a device, a serial number or a server', async () => {
    expect(await offeredProbes('sim:')).toEqual(['sim:STM32F401RE']);
    for (const kind of ['stlink', 'cmsis-dap', 'jlink', 'pyocd']) {
      expect(await offeredProbes(`${kind}:`)).toEqual([`${kind}:SN-${kind}`]);
    }
    expect(await offeredProbes('gdb:')).toContain('gdb:localhost:3333');
  });

  it.each(Object.entries(probeKinds))('then has every option of %s:', async (kind, { options }) => {
    const keys = Object.keys(options).map((key) => `${kind}:x,${key}=`);
    const names = (await offeredProbes(`${kind}:x,`)).filter((value) => value.endsWith('='));
    expect(names).toEqual(keys);
  });

  it('has the words and files of its options', async () => {
    expect(await offeredProbes('sim:STM32F401RE,cache=')).toEqual(
      cacheReaders.map((each) => `sim:STM32F401RE,cache=${each}`),
    );
    expect(await offeredProbes('stlink:1,speed=900,reset=u')).toEqual(['stlink:1,speed=900,reset=under']);
    expect(await offeredProbes('sim:X,file=firmware/example/unit.j')).toEqual([
      'sim:X,file=firmware/example/unit.json',
    ]);
    expect(await offeredProbes('replay:firmware/example/unit.j')).toEqual([
      'replay:firmware/example/unit.json',
    ]);
  });

  it('has scripts of OpenOCD, one after another, and files of one’s own', async () => {
    expect(await offeredProbes('openocd:interface/stlink.c')).toEqual(['openocd:interface/stlink.cfg']);
    expect(await offeredProbes('openocd:interface/stlink.cfg,target/stm32f4x.c')).toEqual([
      'openocd:interface/stlink.cfg,target/stm32f4x.cfg',
    ]);
    expect(await offeredProbes('openocd:./READ')).toEqual(['openocd:./README.md']);
  });

  it('has the serial numbers on USB that name one probe', async () => {
    const usb = (vendorId: number, productId: number, path: string, serial?: string) => ({
      vendorId,
      productId,
      path,
      serial,
      names: [],
    });
    const devices = [
      usb(0x0483, 0x374b, '1-1', '066DFF'),
      usb(0x0483, 0x3748, '1-2', '\u0001'),
      usb(0x0d28, 0x0204, '1-3', 'TWIN'),
      usb(0x0d28, 0x0204, '1-4', 'twin'),
      usb(0x1366, 0x0101, '1-5', '000801012345'),
      usb(0x1d6b, 0x0002, '1-6', 'HUB'),
    ];
    const serials = async (scheme: string) =>
      (await serialCandidates(scheme, devices)).map(({ value }) => value);
    expect(await serials('stlink')).toEqual(['066DFF']);
    expect(await serials('cmsis-dap')).toEqual([]);
    expect(await serials('jlink')).toEqual(['801012345']);
    expect(await serials('pyocd')).toEqual(['066DFF']);
  });
});

describe('an answer to a shell', () => {
  it('has one line a word, and none that the shell would take for more', () => {
    const words = ['plan', '$(rm)', 'a b', "it's", 'x;y', 'sim:'];
    const candidates = words.map((value) => ({ value, description: 'what\nit is' }));
    expect(answerText({ offer: 'words', candidates })).toBe('words\nplan what it is\nsim: what it is');
  });

  it('lists files and folders, and those of hidden names when a dot is typed', () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, 'sub'));
      for (const name of ['a.hex', 'a b.hex', '.hidden', 'sub/b.hex']) writeFileSync(join(folder, name), '');
      const names = (typed: string) => filesBelow(typed, `${folder}/`).map(({ value }) => value);
      expect(names('')).toEqual(['a.hex', 'sub/']);
      expect(names('.')).toEqual(['.hidden']);
      expect(names('sub/')).toEqual(['sub/b.hex']);
      expect(names('none/')).toEqual([]);
    }));
});

function pathOf(command: Command): readonly string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}

function nameOf(each: Parameters<typeof valueKind>[0]): string {
  return 'flags' in each ? each.flags : each.name();
}
