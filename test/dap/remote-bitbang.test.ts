import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { RemoteBitbang } from '../../src/dap/index.js';
import { f401, l476 } from '../support/banks.js';
import { fc } from '../support/property.js';
import { DapHost } from './jtag-host.js';
import { linkTo, wireTo } from './links.js';

const S_RESET_ST = 1 << 25;
const samplesOf = (probe: RemoteBitbang, text: string) => {
  const { samples, end } = probe.feed(Buffer.from(text));
  return { samples: Buffer.from(samples).toString(), end };
};

describe('remote_bitbang', () => {
  const newProbe = () => new RemoteBitbang(linkTo(SimulatedChip.create(f401)));

  it('answers each R with a digit, and nothing else with anything', () => {
    expect(samplesOf(newProbe(), 'RBbRrR04')).toEqual({ samples: '111', end: undefined });
  });

  it('stops at Q and at what it does not know', () => {
    expect(samplesOf(newProbe(), 'RQR')).toEqual({ samples: '1', end: 'quit' });
    expect(samplesOf(newProbe(), 'RGR')).toEqual({ samples: '1', end: 'unknown' });
  });

  it('holds NRST by s and u, and lets it go by r and when it is unplugged', () => {
    const chip = SimulatedChip.create(f401);
    const probe = new RemoteBitbang(linkTo(chip));
    for (const [letter, held] of [
      ['s', true],
      ['r', false],
      ['u', true],
      ['t', false],
      ['s', true],
    ] as const) {
      probe.feed(Buffer.from(letter));
      expect(chip.ahb.isHeldInReset).toBe(held);
    }
    expect(chip.ahb.read(0xe000edf0, 4) & S_RESET_ST).toBe(S_RESET_ST);
    probe.close();
    expect(chip.ahb.isHeldInReset).toBe(false);
  });

  it('lets time pass by Z and z', () => {
    const chip = SimulatedChip.create(f401);
    const probe = new RemoteBitbang(linkTo(chip));
    const before = chip.timeUs;
    probe.feed(Buffer.from('ZZz'));
    expect(chip.timeUs - before).toBe(2001);
  });

  it('takes a break after long sleeps, so that others are served', () => {
    const chip = SimulatedChip.create(f401);
    const probe = new RemoteBitbang(linkTo(chip));
    const requests = Buffer.from(`${'Z'.repeat(12)}R`);
    expect(probe.feed(requests)).toMatchObject({ done: 5, end: undefined });
    expect(probe.feed(requests.subarray(5))).toMatchObject({ done: 5 });
    expect(samplesOf(probe, 'ZZR')).toEqual({ samples: '1', end: undefined });
  });

  it('is not shaken by any characters, and the next host finds the chip', () => {
    const characters = fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...'01234567') },
        { weight: 2, arbitrary: fc.constantFrom(...'RBbrstuZz') },
        { weight: 1, arbitrary: fc.constantFrom(...'Q\n\0GdX9', '\xff') },
      ),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(fc.constantFrom(f401, l476), characters, (device, requests) => {
        const chip = SimulatedChip.create(device);
        const probe = new RemoteBitbang(linkTo(chip));
        const { samples } = probe.feed(Buffer.from(requests.join(''), 'latin1'));
        expect(samples.every((digit) => digit === 0x30 || digit === 0x31)).toBe(true);
        const host = new DapHost(wireTo(probe));
        probe.feed(Buffer.from('r'));
        host.powerUp();
        host.writeWord(0x20000000, 0x600d600d);
        expect(host.readWord(0x20000000)).toBe(0x600d600d);
      }),
    );
  });

  it('is not shaken by any scans of the debug port', () => {
    const scan = fc.record({
      instruction: fc.constantFrom(0x8, 0xa, 0xb),
      isRead: fc.boolean(),
      a32: fc.constantFrom(0, 4, 8, 12),
      value: fc.oneof(
        fc.nat(0xffffffff),
        fc.constantFrom(0x50000032, 0x23000012, 0x23000020, 0xe000edf0, 0xa05f0003, 0x40022000, 0x45670123),
      ),
    });
    fc.assert(
      fc.property(fc.array(scan, { maxLength: 40 }), (scans) => {
        const chip = SimulatedChip.create(l476);
        const host = new DapHost(wireTo(new RemoteBitbang(linkTo(chip))));
        host.powerUp();
        for (const { instruction, isRead, a32, value } of scans) {
          expect(host.scan(instruction, isRead, a32, value).ack).toBe(0b010);
        }
        host.writeDp(0x8, 0);
        host.powerUp();
        expect(host.readDp(0x4) >>> 28).toBe(0xf);
        expect(host.readWord(0xe000ed00)).toBe(0x410fc241);
      }),
    );
  });
});
