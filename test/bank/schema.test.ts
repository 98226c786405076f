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
    ['broken YAML', 'bankName: OTP', 'bankName: "OTP', 'YAML_SYNTAX', /bank\.yaml:\d+: not valid YAML/],
  ])('refuses %s, naming file, line and field', (_what, from, to, code, message) => {
    expect(f4).toContain(from);
    expect(() => parseBank(f4.replace(from, to), 'bank.yaml')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
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
