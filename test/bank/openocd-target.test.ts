import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bankSchema } from '../../src/bank/index.js';
import { allBanks } from '../support/banks.js';
import { firstFormat } from '../support/first-format.js';

const first = parse(await readFile(firstFormat('stm32f4.yaml'), 'utf8'));
const accepts = (target: string) => bankSchema.safeParse({ ...first, openocd: { target } }).success;

describe('the target file of a bank for OpenOCD', () => {
  it('is named by every bank of the package', () => {
    expect(allBanks.map(({ bank }) => bank.openocd?.target)).toEqual([
      'target/stm32c0x.cfg',
      'target/stm32f2x.cfg',
      'target/stm32f4x.cfg',
      'target/stm32f7x.cfg',
      'target/stm32f7x.cfg',
      'target/stm32f7x.cfg',
      'target/stm32g0x.cfg',
      'target/stm32g4x.cfg',
      'target/stm32h7x.cfg',
      'target/stm32h7x.cfg',
      'target/stm32h7x.cfg',
      'target/stm32h7x.cfg',
      'target/stm32l4x.cfg',
      'target/stm32l5x.cfg',
      'target/stm32u0x.cfg',
      'target/stm32u5x.cfg',
    ]);
  });

  it.each([
    '../evil.cfg',
    'target/../../evil.cfg',
    '/tmp/evil.cfg',
    './target/stm32f4x.cfg',
    'target/stm32f4x.cfg;shutdown',
    'target/sub/stm32f4x.cfg',
    'target\\stm32f4x.cfg',
    'target/stm32f4x.tcl',
    'target/.cfg',
  ])('is one of OpenOCD’s own scripts, and not %s', (target) => {
    expect(accepts('target/stm32f4x.cfg')).toBe(true);
    expect(accepts(target)).toBe(false);
  });
});
