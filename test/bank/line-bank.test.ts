import { expect, it } from 'vitest';
import { bankOfLine, findDevice } from '../../src/bank/index.js';
import { allBanks } from '../support/banks.js';

const { bank: own, line } = findDevice('STM32L4R5ZI', allBanks);
const whole = allBanks.find(({ bank }) => bank.name === own.name)?.bank ?? own;

it('a line with facts of its own has one bank', () => {
  expect(bankOfLine(whole, line)).toBe(own);
  expect(own).not.toBe(whole);
});

it('a bank that was made of another one keeps its own facts in the lines that both have', () => {
  const other = { ...whole, otp: { ...whole.otp, rewrite: 'clear-bits' as const } };
  expect(bankOfLine(other, line).otp.rewrite).toBe('clear-bits');
  expect(bankOfLine(whole, line).otp.rewrite).toBe('once');
});
