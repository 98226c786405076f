import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBanks, ownBanksFolder, parseBank } from '../../src/bank/index.js';

describe('bank schema', () => {
  let f4: string;
  beforeAll(async () => {
    f4 = await readFile(join(ownBanksFolder, 'stm32f4.yaml'), 'utf8');
  });

  it('accepts every shipped bank, and each of its facts names a source', async () => {
    for (const { bank } of await loadBanks()) {
      for (const path of factPaths(bank)) {
        const sourced = Object.keys(bank.sources).some((key) => path === key || path.startsWith(`${key}.`));
        expect(sourced, `${bank.name}: ${path} has a source`).toBe(true);
      }
    }
  });

  it.each([
    ['a wrong type', 'size: 0x210', 'size: many', 'SCHEMA', /bank\.yaml:16: otp\.size:/],
    ['an unknown field', 'erasedValue: 0xFF', 'erasedVal: 0xFF', 'SCHEMA', /otp.*erasedVal/],
    [
      'a name with a space',
      'bankName: OTP',
      'bankName: O TP',
      'SCHEMA',
      /bank\.yaml:4: bankName: .*no spaces/,
    ],
    [
      'lock bytes over data',
      'offset: 0x200, count',
      'offset: 0x1FF, count',
      'SCHEMA',
      /locks\.offset: .*overlap/,
    ],
    [
      'a page that does not divide',
      'pageSize: 16',
      'pageSize: 512',
      'SCHEMA',
      /loader\.pageSize: must divide/,
    ],
    ['a short timeout', 'timeoutMs: 1000', 'timeoutMs: 10', 'SCHEMA', /loader\.timeoutMs/],
    [
      'another format',
      'otpforge.bank/1',
      'otpforge.layout/1',
      'FORMAT_UNKNOWN',
      /expected "otpforge\.bank\/1"/,
    ],
    ['a newer major', 'otpforge.bank/1', 'otpforge.bank/2', 'FORMAT_TOO_NEW', /otpforge\.bank\/2 is newer/],
    ['a title of two lines', 'title: STM32F4 OTP', 'title: "F4\\nOTP"', 'SCHEMA', /title: use printable/],
    ['a vendor that steers', 'vendor: ST', 'vendor: "S\\e[2JT"', 'SCHEMA', /vendor: use printable/],
    ['a core of half a letter', 'core: Cortex-M4', 'core: "\\uD83D"', 'SCHEMA', /core: use printable/],
    ['a note that no XML can hold', 'note: "J-Link', 'note: "\\bJ-Link', 'SCHEMA', /note: use printable/],
    ['broken YAML', 'bankName: OTP', 'bankName: "OTP', 'YAML_SYNTAX', /bank\.yaml:\d+: not valid YAML/],
  ])('refuses %s, naming file, line and field', (_what, from, to, code, message) => {
    expect(f4).toContain(from);
    expect(() => parseBank(f4.replace(from, to), 'bank.yaml')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('texts of a bank', () => {
  it('may have any letters, and a note several lines', async () => {
    const yaml = (await readFile(join(ownBanksFolder, 'stm32f4.yaml'), 'utf8'))
      .replace('title: STM32F4 OTP', 'title: "Ö 😀 <&"')
      .replace('note: "J-Link', 'note: "One\\nJ-Link');
    expect(parseBank(yaml, 'bank.yaml').title).toBe('Ö 😀 <&');
  });

  it.each(['STM32[exit]', '$argv', 'a"b', 'a b', 'a\nb', '<x>', 'a&b', '../x', ''])(
    'never let a name be more than a word, %j',
    async (name) => {
      const yaml = await readFile(join(ownBanksFolder, 'stm32f4.yaml'), 'utf8');
      const quoted = JSON.stringify(name);
      for (const [from, to] of [
        ['STM32F401CB:', `${quoted}:`],
        ['name: stm32f4-otp', `name: ${quoted}`],
        ['bankName: OTP', `bankName: ${quoted}`],
        ['family: STM32F4', `family: ${quoted}`],
      ] as const) {
        const text = yaml.replace(from, to);
        expect(text).not.toBe(yaml);
        expect(() => parseBank(text, 'bank.yaml')).toThrow(expect.objectContaining({ code: 'SCHEMA' }));
      }
    },
  );
});

function factPaths(bank: object): string[] {
  const notFacts = new Set(['format', 'name', 'title', 'bankName', 'vendor', 'family', 'sources']);
  return Object.entries(bank)
    .filter(([key]) => !notFacts.has(key))
    .flatMap(([key, value]) =>
      key === 'lines' || key === 'controller' || typeof value !== 'object' || value === null
        ? [key]
        : Object.keys(value).map((inner) => `${key}.${inner}`),
    );
}
