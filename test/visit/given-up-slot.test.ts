import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import { l476 } from '../support/banks.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();
const slotSize = 48;
/** A page is erased, and 64 bytes are programmed by double words. */
const operationsOfFirmware = 9;
const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 4
    stride: ${slotSize}
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      mac: { offset: 0x10, type: mac }
      key: { offset: 0x18, type: bytes, length: 16, secret: true, unique: true }
      check: { offset: 0x28, type: crc, algorithm: crc32, over: [count, serial, mac, key] }
`;
const values = `  serial: { sequence: "SN-{n:09}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
  key: { random: 16 }
`;

// The ledger has wiped the key by the time the unit is read again, so that it cannot encode the record any more.
it.each([1, 2, 3, 4, 5, 6])(
  'a unit that was finished in its second slot is its own, after a cut behind %i write units of the first',
  async (units) => {
    const bench = await at.open('L4', layout, values);
    const cut = bench.present('a.chip', { fault: `power@${operationsOfFirmware + units + 1}:0` });
    if (units < slotSize / 8) await expect(cut).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
    else expect(await cut).toMatchObject({ result: 'verified' });
    const { bank } = l476;
    const chip = await loadChip(join(at.folder, 'a.chip'), l476);
    const otp = chip.readMemory(bank.otp.base, 2 * slotSize);
    const isBurnt = Array.from({ length: 6 }, (_, unit) =>
      otp.subarray(unit * 8, unit * 8 + 8).some((byte) => byte !== bank.otp.erasedValue),
    );
    expect(isBurnt.filter(Boolean)).toHaveLength(units);
    if (units < slotSize / 8)
      expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
  },
);
