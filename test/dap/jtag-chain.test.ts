import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { RemoteBitbang } from '../../src/dap/index.js';
import { f401, l476 } from '../support/banks.js';
import { fc } from '../support/property.js';
import { DapHost, JtagHost } from './jtag-host.js';
import { linkTo, wireTo } from './links.js';

describe.each([
  [f401, 0x06433041],
  [l476, 0x06415041],
])('the chain of $name', (device, boundaryId) => {
  let chip: SimulatedChip;
  let jtag: JtagHost;
  beforeEach(() => {
    chip = SimulatedChip.create(device);
    jtag = new JtagHost(wireTo(new RemoteBitbang(linkTo(chip))));
    jtag.reset();
  });

  it('shows both IDCODEs after Test-Logic-Reset, the core’s first', () => {
    expect(jtag.dr([0, 0, 0], [32, 32, 32])).toEqual([0x4ba00477, boundaryId, 0]);
  });

  it('captures 01 in both instruction registers, of 4 and 5 bits', () => {
    expect(jtag.ir(0xf, 0x1f)).toEqual([0b0001, 0b00001]);
  });

  it('puts one bit of delay a TAP between TDI and TDO in BYPASS', () => {
    jtag.ir(0xf, 0x1f);
    fc.assert(
      fc.property(fc.nat(0xffff), (pattern) => {
        const [out = 0] = jtag.dr([pattern], [18]);
        expect(Math.floor(out / 4)).toBe(pattern);
        expect(out % 4).toBe(0);
      }),
    );
  });

  it('takes an unknown instruction for BYPASS', () => {
    jtag.ir(0x3, 0b01010);
    expect(jtag.dr([0b101], [5])).toEqual([0b10100]);
  });

  it('selects IDCODE again by Test-Logic-Reset and by TRST', () => {
    const wire = wireTo(new RemoteBitbang(linkTo(chip)));
    const host = new JtagHost(wire);
    host.reset();
    host.ir(0xf, 0x1f);
    wire('tr');
    host.tms(0);
    expect(host.dr([0], [32])).toEqual([0x4ba00477]);
  });
});

describe('the JTAG-DP', () => {
  let chip: SimulatedChip;
  let host: DapHost;
  beforeEach(() => {
    chip = SimulatedChip.create(f401);
    host = new DapHost(wireTo(new RemoteBitbang(linkTo(chip))));
    host.powerUp();
  });

  it('acknowledges with 010 and shifts out the result of the scan before', () => {
    expect(host.scan(0xa, true, 0x4).ack).toBe(0b010);
    expect(host.scan(0xa, true, 0xc)).toEqual({ ack: 0b010, data: 0xf0000000 });
    expect(host.scan(0xa, true, 0xc)).toEqual({ ack: 0b010, data: 0 });
  });

  it('reads and writes memory', () => {
    host.writeWord(0x20000000, 0xdeadbeef);
    expect(host.readWord(0x20000000)).toBe(0xdeadbeef);
    expect([...chip.bench.peek(0x20000000, 4)]).toEqual([0xef, 0xbe, 0xad, 0xde]);
    expect(host.readWord(0xe0042000) & 0xfff).toBe(0x433);
  });

  it('goes on after a fault that CTRL/STAT was told of', () => {
    expect(host.readWord(0x30000000)).toBe(0);
    expect(host.readDp(0x4) & 0x20).toBe(0x20);
    expect(host.readWord(0x20000000)).toBe(0);
    host.powerUp();
    expect(host.readDp(0x4) & 0x20).toBe(0);
    host.writeWord(0x20000000, 5);
    expect(host.readWord(0x20000000)).toBe(5);
  });

  it('comes back from a power cut as new, pulled up in between', () => {
    chip.bench.cutPower();
    expect(host.jtag.dr([0], [8])).toEqual([0xff]);
    chip.powerCycle();
    host = new DapHost(wireTo(new RemoteBitbang(linkTo(chip))));
    expect(host.readDp(0x4)).toBe(0);
  });

  it('is off at read protection level 2', () => {
    chip.bench.setReadProtection(2);
    expect(host.jtag.dr([0], [16])).toEqual([0xffff]);
  });

  it('has bus errors from the flash at read protection level 1', () => {
    chip.bench.setReadProtection(1);
    expect(host.readWord(0x1fff7800)).toBe(0);
    expect(host.readDp(0x4) & 0x20).toBe(0x20);
  });
});
