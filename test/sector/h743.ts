import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import type { SimulatedChip } from '../../src/chip/index.js';
import { readIntelHex } from '../../src/image/index.js';
import { examplePath } from '../example/record.js';
import { allBanks } from '../support/banks.js';

export const h743 = findDevice('STM32H743ZI', allBanks);
export const sector = h743.bank.otp;
export const layout = examplePath('otp-h743.yaml');
export const firmwareFile = examplePath('example-h743.hex');
export const unitFile = examplePath('unit.json');

/** The example firmware: what it is made of, and where it begins. */
export function firmwareBytes(): { readonly address: number; readonly bytes: Uint8Array } {
  const [segment] = readIntelHex(readFileSync(firmwareFile), firmwareFile).segments;
  if (!segment) throw new Error('the example firmware is empty');
  return segment;
}

const answerAddress = 0x20000000;
const answerSize = 28;
const answerMagic = 0x57534e41;

/** What the firmware answers after a reset: the state, and the serial number that it has found. */
export function firmwareAnswer(chip: SimulatedChip): { readonly state: number; readonly serial: string } {
  chip.bench.poke(answerAddress, new Uint8Array(answerSize));
  chip.reset();
  chip.go();
  expect(chip.run(20_000), chip.faultReason).toBe(false);
  const bytes = chip.bench.peek(answerAddress, answerSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect(view.getUint32(0, true)).toBe(answerMagic);
  const text = Buffer.from(bytes.subarray(8, 25)).toString('latin1');
  return { state: view.getUint32(4, true), serial: text.slice(0, text.indexOf('\0')) };
}
