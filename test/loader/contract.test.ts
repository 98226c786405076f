import { describe, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/index.js';
import { readElf } from '../../src/elf/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readBytes } from '../../src/files/read.js';
import { checkContract, type Severity } from '../../src/loader/index.js';
import {
  type ElfSpec,
  makeDevice,
  makeElf,
  returning,
  type SectionSpec,
  type SymbolSpec,
  soundLoader,
} from './make-elf.js';

const banks = ['stm32f4', 'stm32l4'];

describe('checkContract', () => {
  test.each(banks)('finds nothing in the built loader of %s', async (family) => {
    const { bank } = await loadBank(packagePath('banks', `${family}.yaml`));
    const file = packagePath('firmware', 'loaders', `${family}-otp.elf`);
    expect(checkContract(readElf(await readBytes(file), file), bank)).toEqual([]);
  });

  test('finds nothing in a sound loader', () => {
    expect(rulesOf(soundLoader())).toEqual([]);
  });

  test('holds the descriptor against the bank that is named', async () => {
    const { bank } = await loadBank(packagePath('banks', 'stm32l4.yaml'));
    const breaches = checkContract(readElf(makeElf(soundLoader()), 'test.elf'), bank);
    expect(breaches.map(({ rule }) => rule)).toEqual([...Array(4).fill('bank-mismatch'), 'bank-name']);
    expect(breaches.map(({ where }) => where)).toEqual([
      'BaseAddr',
      'TotalSize',
      'PageSize',
      'SectorInfo[0]',
      'DevName',
    ]);
  });

  test('tells loaders of two banks apart that have one geometry', async () => {
    const { bank } = await loadBank(packagePath('banks', 'stm32l4.yaml'));
    const file = packagePath('firmware', 'loaders', 'stm32l4-otp.elf');
    const other = { ...bank, title: 'STM32WB OTP ü', controller: { ...bank.controller, base: 0x58004000 } };
    const [breach, ...more] = checkContract(readElf(await readBytes(file), file), other);
    expect(breach).toMatchObject({ rule: 'bank-name', severity: 'warning', where: 'DevName' });
    expect(breach?.what).toContain('"STM32WB OTP ü"');
    expect(more).toEqual([]);
  });

  test('takes a title beyond ASCII for what it is', async () => {
    const { bank } = await loadBank(packagePath('banks', 'stm32f4.yaml'));
    const device = makeDevice();
    device.set(Buffer.from('OTP ü\0'), 2);
    const elf = readElf(makeElf(section('DevDscr', { bytes: device })), 'test.elf');
    expect(checkContract(elf, { ...bank, title: 'OTP ü' })).toEqual([]);
  });

  test('says that a loader without Burn is not for the bank', async () => {
    const { bank } = await loadBank(packagePath('banks', 'stm32f4.yaml'));
    const elf = readElf(makeElf(withoutSymbol('Burn')), 'test.elf');
    expect(checkContract(elf, bank).map(({ rule, where }) => `${rule} ${where}`)).toEqual([
      'bank-mismatch Burn',
      'bank-name DevName',
      'no-burn Burn',
    ]);
  });

  type Case = [rule: string, severity: Severity, where: string, make: () => ElfSpec];
  const cases: readonly Case[] = [
    ['machine', 'error', 'e_machine', () => ({ ...soundLoader(), machine: 8 })],
    ['file-type', 'warning', 'e_type', () => ({ ...soundLoader(), type: 1 })],
    ['code-address', 'error', 'PrgCode', () => moved(0x20000000)],
    ['code-first', 'warning', 'PrgCode', () => section('PrgCode', { address: 0x8000 })],
    ['code-padding', 'warning', 'PrgCode', () => section('PrgCode', { bytes: new Uint8Array(62) })],
    ['data-section', 'error', 'PrgData', () => section('PrgData', { name: 'Other', flags: 0 })],
    ['data-section', 'error', 'PrgData', () => section('PrgData', { bytes: new Uint8Array() })],
    ['data-behind-code', 'warning', 'PrgData', () => section('PrgData', { address: 0x48 })],
    ['writable-data', 'note', 'PrgData', () => section('PrgData', { bytes: new Uint8Array(8) })],
    ['descriptor-section', 'error', 'DevDscr', () => section('DevDscr', { type: 8 })],
    ['descriptor-last', 'warning', 'DevDscr', () => added({ name: '.text', flags: 6, address: 0x8000 })],
    ['leftover-section', 'error', '.text', () => added({ name: '.text', flags: 6, address: 0x8000 })],
    ['leftover-section', 'error', '.bss', () => added({ name: '.bss', type: 8, flags: 3, address: 0x8000 })],
    ['duplicate-section', 'error', 'PrgData', () => added({ name: 'PrgData', flags: 3, address: 60 })],
    ['load-segment', 'error', 'DevDscr', () => ({ ...soundLoader(), loaded: ['PrgCode', 'PrgData'] })],
    ['load-segment', 'error', 'PrgCode', () => ({ ...soundLoader(), loaded: ['DevDscr'] })],
    ['load-segment', 'error', 'PrgCode', () => ({ ...soundLoader(), loadedElsewhere: 0x20000000 })],
    ['load-segment', 'error', 'PrgCode', () => ({ ...soundLoader(), loadedFrom: 4 })],
    ['load-segment', 'error', 'PrgCode', () => ({ ...soundLoader(), memorySize: 60 })],
    ['load-segment', 'error', 'PrgData', () => ({ ...soundLoader(), loaded: ['PrgCode', 'DevDscr'] })],
    ['data-section', 'error', 'PrgData', () => section('PrgData', { type: 3 })],
    ['descriptor', 'error', 'FlashDevice', () => section('DevDscr', { bytes: makeDevice({ bytes: 200 }) })],
    ['descriptor-section', 'error', 'FlashDevice', () => movedDescriptor()],
    ['no-symbols', 'error', '.symtab', () => ({ ...soundLoader(), symbols: [] })],
    ['missing-entry', 'error', 'UnInit', () => withoutSymbol('UnInit')],
    ['entry-kind', 'error', 'Init', () => symbol('Init', { value: 2 })],
    ['entry-kind', 'error', 'Init', () => symbol('Init', { type: 0 })],
    ['entry-kind', 'error', 'Init', () => symbol('Init', { binding: 0 })],
    ['entry-outside', 'error', 'Burn', () => symbol('Burn', { value: 0x1001 })],
    ['entry-outside', 'error', 'Burn', () => withMark('$d', 20)],
    ['verify-exported', 'warning', 'Verify', () => withEntry('Verify')],
    ['read-exported', 'warning', 'SEGGER_OPEN_Read', () => withEntry('SEGGER_OPEN_Read')],
    ['turbo-mode', 'warning', 'SEGGER_OPEN_Start', () => withEntry('SEGGER_OPEN_Start')],
    ['two-generations', 'warning', 'SEGGER_FL_Program', () => withEntry('SEGGER_FL_Program')],
    ['no-blank-check', 'note', 'BlankCheck', () => withoutSymbol('BlankCheck')],
    ['no-burn', 'note', 'Burn', () => withoutSymbol('Burn')],
    ['constant-blank-check', 'warning', 'BlankCheck', () => code([...Array(8).fill(0xbf00), 0x2001, 0x4770])],
    ['absolute-relocation', 'error', 'PrgCode + 0x8', () => relocation(2)],
    ['absolute-relocation', 'error', 'PrgCode + 0x8', () => relocation(38)],
    ['absolute-relocation', 'error', 'PrgCode + 0x8', () => relocation(26)],
    ...[43, 44, 55, 132, 135].map(
      (type): Case => ['absolute-relocation', 'error', 'PrgCode + 0x8', () => relocation(type)],
    ),
    ['thumb-2', 'error', 'PrgCode + 0x4', () => code([0xbf00, 0xbf00, 0xb108])],
    ['thumb-2', 'error', 'PrgCode + 0x4', () => code([0xbf00, 0xbf00, 0xbbf8])],
    ['thumb-2', 'error', 'PrgCode + 0x4', () => code([0xbf00, 0xbf00, 0xbf08])],
    ['thumb-2', 'error', 'PrgCode + 0x4', () => code([0xbf00, 0xbf00, 0xf240, 0x0001])],
    ['rwpi', 'warning', 'PrgCode + 0x2', () => code([0xbf00, 0x4648])],
    ['rwpi', 'warning', 'PrgCode + 0x0', () => code([0xf859, 0x0b04])],
    ['stack-depth', 'warning', 'Init', () => code([0xb0c1, 0xb041])],
    ['stack-unknown', 'warning', 'Init', () => code([0x4718])],
    ['stack-unknown', 'warning', 'Init', () => code([0x4485])],
    ['descriptor-local', 'error', 'FlashDevice', () => symbol('FlashDevice', { binding: 0 })],
    ['architecture', 'warning', '.ARM.attributes', () => withEntry('BuildAttributes$$THM_ISAv4$ROPI')],
    ['architecture', 'warning', '.ARM.attributes', () => added(attributes(13))],
    ['architecture', 'warning', 'PrgCode', () => withoutSymbol('$t')],
    ['code-size', 'error', 'PrgCode', () => large(640)],
    ['descriptor', 'error', 'FlashDevice', () => withoutSymbol('FlashDevice')],
    ['descriptor-size', 'warning', 'FlashDevice', () => soundLoader({ bytes: 176 })],
    ['algo-version', 'error', 'AlgoVer', () => soundLoader({ algoVersion: 0x0100 })],
    ['device-type', 'note', 'Type', () => soundLoader({ type: 5 })],
    ['reserved', 'note', 'Reserved', () => soundLoader({ reserved: 1 })],
    ['device-size', 'error', 'TotalSize', () => soundLoader({ size: 0 })],
    ['device-size', 'error', 'TotalSize', () => soundLoader({ base: 0xffffff00 })],
    ['page-size', 'error', 'PageSize', () => soundLoader({ pageSize: 0 })],
    ['page-size', 'error', 'PageSize', () => soundLoader({ pageSize: 0x400 })],
    ['page-base', 'error', 'PageSize', () => soundLoader({ pageSize: 0x210 })],
    ['page-larger-than-sector', 'warning', 'PageSize', () => soundLoader({ sectors: [[8, 0]] })],
    ['sector-table', 'error', 'SectorInfo', () => soundLoader({ isTerminated: false })],
    ['sector-table', 'error', 'SectorInfo', () => soundLoader({ sectors: [] })],
    ['sector-size', 'error', 'SectorInfo[0]', () => soundLoader({ sectors: [[0, 0]] })],
    ['sector-size', 'error', 'SectorInfo[0]', () => soundLoader({ sectors: [[0x210, 0]] })],
    [
      'sector-size',
      'error',
      'SectorInfo[0]',
      () =>
        soundLoader({
          sectors: [
            [16, 0],
            [8, 8],
          ],
        }),
    ],
    ['sector-offset', 'error', 'SectorInfo[0]', () => soundLoader({ sectors: [[16, 0x1fff7800]] })],
    ['timeout', 'warning', 'TimeoutProg', () => soundLoader({ timeoutProgMs: 10 })],
    ['timeout', 'warning', 'TimeoutErase', () => soundLoader({ timeoutEraseMs: 10 })],
  ];

  test.each(cases)('%s (%s) at %s', (rule, severity, where, make) => {
    const breaches = checkContract(readElf(makeElf(make()), 'test.elf'));
    const found = breaches.filter((breach) => breach.rule === rule && breach.where === where);
    expect(found, JSON.stringify(breaches)).toHaveLength(1);
    expect(found[0]?.severity).toBe(severity);
    expect(found[0]?.why).toMatch(/\.$/);
    expect(found[0]?.hosts).not.toHaveLength(0);
  });

  test('puts errors before warnings before notes', () => {
    const breaches = checkContract(
      readElf(makeElf(soundLoader({ type: 5, timeoutProgMs: 1, pageSize: 0 })), 'x'),
    );
    expect(breaches.map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
  });

  test('takes a size limit for its own loaders only', () => {
    const { symbols, ...rest } = large(2000);
    expect(rulesOf({ ...rest, symbols: symbols.filter(({ name }) => name !== 'Burn') })).toEqual(['no-burn']);
  });

  test('passes over data between instructions', () => {
    const spec = code([...Array(15).fill(0xbf00), 0x4770, 0xf240, 0x0001]);
    expect(rulesOf({ ...spec, symbols: withMark('$d', 32).symbols })).toEqual([]);
  });

  test('takes the instructions that ARMv6-M has', () => {
    const narrow = [0xbf00, 0xbf10, 0xbf40, 0xb000, 0xb200, 0xb660, 0xba00, 0xbc00];
    expect(rulesOf(code(narrow))).toEqual([]);
    const wide = [0xf000, 0xf801, 0xf3bf, 0x8f4f, 0xf3ef, 0x8010, 0xf380, 0x8810];
    expect(rulesOf(code(wide))).toEqual([]);
  });
});

function rulesOf(spec: ElfSpec): string[] {
  return checkContract(readElf(makeElf(spec), 'test.elf')).map(({ rule }) => rule);
}

function section(name: string, change: Partial<SectionSpec>): ElfSpec {
  const spec = soundLoader();
  return { ...spec, sections: spec.sections.map((old) => (old.name === name ? { ...old, ...change } : old)) };
}

function added(extra: Partial<SectionSpec> & { name: string }): ElfSpec {
  const spec = soundLoader();
  return { ...spec, sections: [...spec.sections, { bytes: new Uint8Array(4), ...extra }] };
}

function moved(by: number): ElfSpec {
  const spec = soundLoader();
  return {
    ...spec,
    sections: spec.sections.map((old) => ({ ...old, address: (old.address ?? 0) + by })),
    symbols: spec.symbols.map((old) => ({ ...old, value: old.value + by })),
  };
}

function symbol(name: string, change: Partial<SymbolSpec>): ElfSpec {
  const spec = soundLoader();
  return { ...spec, symbols: spec.symbols.map((old) => (old.name === name ? { ...old, ...change } : old)) };
}

function withoutSymbol(name: string): ElfSpec {
  const spec = soundLoader();
  return { ...spec, symbols: spec.symbols.filter((old) => old.name !== name) };
}

function withEntry(name: string): ElfSpec {
  const spec = soundLoader();
  return { ...spec, symbols: [...spec.symbols, { name, value: 9, section: 'PrgCode' }] };
}

function withMark(name: string, value: number): ElfSpec {
  const spec = soundLoader();
  return { ...spec, symbols: [...spec.symbols, { name, value, type: 0, binding: 0, section: 'PrgCode' }] };
}

/** FlashDevice in a section beside DevDscr. */
function movedDescriptor(): ElfSpec {
  const spec = added({ name: 'Other', flags: 2, address: 0x8000, bytes: makeDevice() });
  return {
    ...spec,
    symbols: spec.symbols.map((old) =>
      old.name === 'FlashDevice' ? { ...old, value: 0x8000, section: 'Other' } : old,
    ),
  };
}

function relocation(type: number): ElfSpec {
  return { ...soundLoader(), relocations: [{ offset: 8, type }] };
}

function code(halfwords: readonly number[]): ElfSpec {
  const bytes = returning(64);
  bytes.set(new Uint8Array(Uint16Array.from(halfwords).buffer));
  return section('PrgCode', { bytes });
}

function large(bytes: number): ElfSpec {
  const spec = soundLoader();
  const grow = bytes - 64;
  const [code, ...rest] = spec.sections;
  return {
    sections: [
      { ...code!, bytes: returning(bytes) },
      ...rest.map((old) => ({ ...old, address: (old.address ?? 0) + grow })),
    ],
    symbols: spec.symbols.map((old) =>
      old.name === 'FlashDevice' ? { ...old, value: old.value + grow } : old,
    ),
  };
}

/** .ARM.attributes with Tag_CPU_name "x" and Tag_CPU_arch. */
function attributes(arch: number): SectionSpec {
  const bytes = Buffer.concat([
    Buffer.from('A\x13\0\0\0aeabi\0\x01\x09\0\0\0\x05x\0\x06', 'latin1'),
    Buffer.of(arch),
  ]);
  return { name: '.ARM.attributes', type: 0x70000003, bytes };
}
