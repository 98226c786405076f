import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadBanks, parseBank } from '../../src/bank/index.js';
import { shippedControllers } from '../../src/controller/index.js';
import { firstFormat } from '../support/first-format.js';

describe('bank schema', () => {
  let f4: string;
  beforeAll(async () => {
    f4 = await readFile(firstFormat('stm32f4.yaml'), 'utf8');
  });

  it('accepts every shipped bank, and each of its facts names a source', async () => {
    const described = [
      ...(await loadBanks()).map(({ file }) => file),
      ...[...shippedControllers().values()].map(({ file }) => file),
    ];
    for (const file of described) {
      const facts: { sources: object } = parse(readFileSync(file, 'utf8'));
      for (const path of factPaths(facts)) {
        const sourced = Object.keys(facts.sources).some((key) => path === key || path.startsWith(`${key}.`));
        expect(sourced, `${file}: ${path} has a source`).toBe(true);
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
      /expected "otpforge\.bank\/2"/,
    ],
    ['a newer major', 'otpforge.bank/1', 'otpforge.bank/3', 'FORMAT_TOO_NEW', /otpforge\.bank\/3 is newer/],
    ['a title of two lines', 'title: STM32F4 OTP', 'title: "F4\\nOTP"', 'SCHEMA', /title: use printable/],
    ['a vendor that steers', 'vendor: ST', 'vendor: "S\\e[2JT"', 'SCHEMA', /vendor: use printable/],
    ['a core of half a letter', 'core: Cortex-M4', 'core: "\\uD83D"', 'SCHEMA', /core: use printable/],
    ['a note that no XML can hold', 'note: "J-Link', 'note: "\\bJ-Link', 'SCHEMA', /note: use printable/],
    ['broken YAML', 'bankName: OTP', 'bankName: "OTP', 'YAML_SYNTAX', /bank\.yaml:\d+: not valid YAML/],
  ])('refuses %s, naming file, line and field', (_what, from, to, code, message) => {
    expect(f4).toContain(from);
    expect(() => parseBank(f4.replace(from, to), 'bank.yaml', shippedControllers())).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('texts of a bank', () => {
  it('may have any letters, and a note several lines', async () => {
    const yaml = (await readFile(firstFormat('stm32f4.yaml'), 'utf8'))
      .replace('title: STM32F4 OTP', 'title: "Ö 😀 <&"')
      .replace('note: "J-Link', 'note: "One\\nJ-Link');
    expect(parseBank(yaml, 'bank.yaml', shippedControllers()).title).toBe('Ö 😀 <&');
  });

  it.each(['STM32[exit]', '$argv', 'a"b', 'a b', 'a\nb', '<x>', 'a&b', '../x', ''])(
    'never let a name be more than a word, %j',
    async (name) => {
      const yaml = await readFile(firstFormat('stm32f4.yaml'), 'utf8');
      const quoted = JSON.stringify(name);
      for (const [from, to] of [
        ['STM32F401CB:', `${quoted}:`],
        ['name: stm32f4-otp', `name: ${quoted}`],
        ['bankName: OTP', `bankName: ${quoted}`],
        ['family: STM32F4', `family: ${quoted}`],
      ] as const) {
        const text = yaml.replace(from, to);
        expect(text).not.toBe(yaml);
        expect(() => parseBank(text, 'bank.yaml', shippedControllers())).toThrow(
          expect.objectContaining({ code: 'SCHEMA' }),
        );
      }
    },
  );
});

function factPaths(bank: object): string[] {
  const names = ['format', 'name', 'title', 'bankName', 'vendor', 'family', 'families', 'sources'];
  // A bank's controller has sources of its own; a witness is a program, not a fact.
  const notFacts = new Set([...names, 'controller', 'witnesses']);
  return Object.entries(bank)
    .filter(([key]) => !notFacts.has(key))
    .flatMap(([key, value]) =>
      key === 'lines' || Array.isArray(value) || typeof value !== 'object' || value === null
        ? [key]
        : Object.keys(value).map((inner) => `${key}.${inner}`),
    );
}
