import { expect, it } from 'vitest';
import { chipText } from '../../src/cli/chip-text.js';

it.each([
  [{ devId: 0x433, revId: 1, uid: 'A1', flashKb: 512 }, 'STM32F401RE, DEV_ID 0x433, UID A1, 512 KB flash'],
  [{ devId: 0x415, revId: 1, uid: '', flashKb: 0 }, 'STM32F401RE, DEV_ID 0x415'],
])('tells what was read of a chip, and nothing else: %j', (chip, text) => {
  expect(chipText('STM32F401RE', chip)).toBe(text);
});
