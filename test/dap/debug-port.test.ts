import { beforeEach, describe, expect, it } from 'vitest';
import { DebugPort, type DpKind } from '../../src/dap/debug-port.js';
import { MemAp } from '../../src/dap/mem-ap.js';
import { SwDp } from '../../src/dap/sw-dp.js';
import { FakeBus } from './fake-bus.js';

const powerUp = 0x50000000;
const STICKYERR = 1 << 5;
const READOK = 1 << 6;
const TAR = 0x4;
const DRW = 0xc;

let bus: FakeBus;

beforeEach(() => {
  bus = new FakeBus();
  bus.hole = 0x20001000;
});

const newPort = (kind: DpKind): DebugPort => {
  const dp = new DebugPort(kind, new Map([[0, new MemAp(bus, 0x24770011)]]));
  dp.ctrlStat = powerUp;
  return dp;
};

const fault = (dp: DebugPort): void => {
  dp.writeAp(TAR, 0x20001000);
  dp.readAp(DRW);
};

describe('CTRL/STAT', () => {
  it('acknowledges each power request', () => {
    const dp = new DebugPort('swd', new Map([[0, new MemAp(bus, 0x24770011)]]));
    expect(dp.ctrlStat).toBe(0);
    dp.ctrlStat = 0x10000000;
    expect(dp.ctrlStat).toBe(0x30000000);
    dp.ctrlStat = 0x50000000;
    expect(dp.ctrlStat).toBe(0xf0000000);
  });

  it('takes no write while another bank is selected', () => {
    const dp = newPort('swd');
    dp.select = 1;
    dp.ctrlStat = 0;
    dp.select = 0;
    expect(dp.ctrlStat >>> 28).toBe(0xf);
  });

  it.each(['jtag', 'swd'] as const)('remembers a transfer that failed, on a %s DP', (kind) => {
    const dp = newPort(kind);
    fault(dp);
    expect(dp.ctrlStat & STICKYERR).toBe(STICKYERR);
  });

  it('tells the reads that went well by READOK on a SW-DP', () => {
    const dp = newPort('swd');
    dp.readAp(TAR);
    expect(dp.ctrlStat & READOK).toBe(READOK);
    fault(dp);
    expect(dp.ctrlStat & READOK).toBe(0);
  });
});

describe('STICKYERR', () => {
  it.each(['jtag', 'swd'] as const)('holds every further transfer back on a %s DP', (kind) => {
    const dp = newPort(kind);
    fault(dp);
    dp.writeAp(TAR, 0x20000000);
    dp.writeAp(DRW, 1);
    expect(dp.readAp(DRW)).toBe(0);
    expect(bus.transfers).toEqual([]);
  });

  it('is cleared by a one in CTRL/STAT on a JTAG-DP, and by ABORT it is not', () => {
    const dp = newPort('jtag');
    fault(dp);
    dp.abort(0x1e);
    expect(dp.isFaulted).toBe(true);
    dp.ctrlStat = powerUp;
    expect(dp.isFaulted).toBe(true);
    dp.ctrlStat = powerUp | STICKYERR;
    expect(dp.isFaulted).toBe(false);
  });

  it('is cleared by ABORT on a SW-DP, and by CTRL/STAT it is not', () => {
    const dp = newPort('swd');
    fault(dp);
    dp.ctrlStat = powerUp | STICKYERR;
    expect(dp.isFaulted).toBe(true);
    dp.abort(1 << 1);
    expect(dp.isFaulted).toBe(true);
    dp.abort(1 << 2);
    expect(dp.isFaulted).toBe(false);
  });
});

describe('access ports', () => {
  it('answer with an error while the debug domain has no power', () => {
    const dp = new DebugPort('swd', new Map([[0, new MemAp(bus, 0x24770011)]]));
    expect(dp.readAp(0)).toBe(0);
    expect(dp.isFaulted).toBe(true);
  });

  it('are chosen by SELECT: bank and number', () => {
    const dp = newPort('jtag');
    dp.select = 0xf0;
    expect(dp.readAp(0xc)).toBe(0x24770011);
    dp.select = 0x010000f0;
    expect(dp.readAp(0xc)).toBe(0);
    expect(dp.isFaulted).toBe(false);
  });
});

describe('a SW-DP', () => {
  it('gives the value of an access port read with the next one, and by RDBUFF', () => {
    const dp = new SwDp(newPort('swd'), 0x2ba01477);
    bus.fill(0x20000000, 1, 0, 0, 0, 2, 0, 0, 0);
    dp.write('ap', 0x0, 0x12);
    dp.write('ap', TAR, 0x20000000);
    dp.read('ap', DRW);
    expect(dp.read('ap', DRW)).toEqual({ ack: 'ok', value: 1 });
    expect(dp.read('dp', 0xc)).toEqual({ ack: 'ok', value: 2 });
    expect(dp.read('dp', 0x8)).toEqual({ ack: 'ok', value: 2 });
  });

  it('answers FAULT to everything but what tells of the fault and clears it', () => {
    const port = newPort('swd');
    const dp = new SwDp(port, 0x2ba01477);
    fault(port);
    expect(dp.read('dp', 0x0)).toEqual({ ack: 'ok', value: 0x2ba01477 });
    expect(dp.read('dp', 0x4).ack).toBe('ok');
    expect(dp.read('dp', 0xc).ack).toBe('fault');
    expect(dp.read('ap', DRW).ack).toBe('fault');
    expect(dp.write('dp', 0x8, 0)).toBe('fault');
    expect(dp.write('ap', TAR, 0)).toBe('fault');
    expect(dp.write('dp', 0x0, 0x1e)).toBe('ok');
    expect(dp.read('dp', 0xc).ack).toBe('ok');
  });
});
