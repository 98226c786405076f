import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { RemoteProbe } from '../../src/dap/index.js';
import { l476 } from '../support/banks.js';
import { fc } from '../support/property.js';
import { linkTo } from './links.js';

let chip: SimulatedChip;
let probe: RemoteProbe;

beforeEach(() => {
  chip = SimulatedChip.create(l476);
  probe = new RemoteProbe(linkTo(chip));
});

const call = (request: string, ...args: readonly unknown[]) =>
  JSON.parse(probe.answer(JSON.stringify({ id: 7, request, arguments: args })));
const done = (result?: unknown) => ({ id: 7, status: 0, ...(result !== undefined && { result }) });

const powerUp = () => {
  expect(call('connect', 'DEFAULT')).toEqual(done());
  expect(call('write_dp', 4, 0x50000000)).toEqual(done());
};

describe('the remote probe', () => {
  it('greets in version 1 only', () => {
    expect(call('hello', 1)).toEqual(done());
    expect(call('hello', 2)).toMatchObject({ status: 1, error: expect.stringContaining('version 1') });
  });

  it('tells what it is, and its wire once connected', () => {
    expect(call('readprop', 'capabilities')).toEqual(done([]));
    expect(call('readprop', 'supported_wire_protocols')).toEqual(done(['DEFAULT', 'SWD']));
    expect(call('readprop', 'wire_protocol')).toEqual(done(null));
    expect(call('connect', 'SWD')).toEqual(done());
    expect(call('readprop', 'wire_protocol')).toEqual(done('SWD'));
    expect(call('readprop', '__class__')).toMatchObject({ status: 1 });
  });

  it('has no JTAG', () => {
    expect(call('connect', 'JTAG')).toMatchObject({ status: 3, error: expect.stringContaining('SWD') });
    expect(call('jtag_sequence', 1, 1, false, 1)).toMatchObject({
      status: 1,
      error: 'unknown request "jtag_sequence"',
    });
  });

  it('reads and writes DP, AP and through them memory', () => {
    powerUp();
    expect(call('read_dp', 0)).toEqual(done(0x2ba01477));
    expect(call('read_dp', 4).result >>> 28).toBe(0xf);
    expect(call('write_dp', 8, 0xf0)).toEqual(done());
    expect(call('read_ap', 0xfc)).toEqual(done(0x24770011));
    call('write_dp', 8, 0);
    call('write_ap', 0, 0x23000012);
    call('write_ap', 4, 0x20000000);
    expect(call('write_ap_multiple', 0xc, [1, 2, 3])).toEqual(done());
    call('write_ap', 4, 0x20000000);
    expect(call('read_ap_multiple', 0xc, 3)).toEqual(done([1, 2, 3]));
  });

  it('sends the low 32 bits of any number', () => {
    powerUp();
    call('write_ap', 0, 0x23000002);
    call('write_ap', 4, 0x20000000);
    expect(call('write_ap', 0xc, 0x1_2345_6789)).toEqual(done());
    expect(call('read_ap', 0xc)).toEqual(done(0x23456789));
    expect(call('write_ap', 0xc, -2)).toEqual(done());
    expect(call('read_ap', 0xc)).toEqual(done(0xfffffffe));
  });

  it('reports a bus error as a fault, and again until ABORT', () => {
    powerUp();
    call('write_ap', 0, 0x23000002);
    call('write_ap', 4, 0x30000000);
    expect(call('read_ap', 0xc)).toMatchObject({ status: 12 });
    expect(call('write_ap', 0xc, 0)).toMatchObject({ status: 12 });
    expect(call('read_dp', 4).result & 0x20).toBe(0x20);
    expect(call('write_dp', 0, 0x1e)).toEqual(done());
    call('write_ap', 4, 0x20000000);
    expect(call('read_ap', 0xc)).toMatchObject({ status: 0 });
  });

  it('reports a bus error of the last write of several', () => {
    powerUp();
    call('write_ap', 0, 0x23000002);
    call('write_ap', 4, 0x30000000);
    expect(call('write_ap_multiple', 0xc, [1])).toMatchObject({ status: 12 });
  });

  it('gives no handle for memory, so that the access port is used', () => {
    expect(call('get_memory_interface_for_ap', 1, 0)).toEqual(done());
  });

  it('moves the reset pin', () => {
    expect(call('assert_reset', true)).toEqual(done());
    expect(call('is_reset_asserted')).toEqual(done(true));
    expect(call('assert_reset', false)).toEqual(done());
    expect(call('is_reset_asserted')).toEqual(done(false));
    const resets = chip.counters.systemResets;
    expect(call('reset')).toEqual(done());
    expect(chip.counters.systemResets).toBeGreaterThan(resets);
  });

  it('moves the reset pin by 1 and 0, as a target of pyOCD writes them', () => {
    expect(call('assert_reset', 1)).toEqual(done());
    expect(call('is_reset_asserted')).toEqual(done(true));
    expect(call('assert_reset', 0)).toEqual(done());
    expect(call('is_reset_asserted')).toEqual(done(false));
    for (const other of [2, -1, '1', null]) expect(call('assert_reset', other)).not.toEqual(done());
    expect(call('is_reset_asserted')).toEqual(done(false));
  });

  it('gets no acknowledgement from a chip without supply, and a fresh one with it', () => {
    powerUp();
    chip.bench.cutPower();
    expect(call('read_dp', 0)).toMatchObject({ status: 10 });
    chip.powerCycle();
    expect(call('read_dp', 4)).toEqual(done(0));
  });

  it.each([
    ['', -1],
    ['{', -1],
    ['[]', -1],
    ['{"request":"open"}', -1],
    ['{"id":"x","request":"open"}', -1],
    ['{"id":3}', -1],
    ['{"id":3,"request":"open","arguments":{}}', -1],
    ['{"id":3,"request":"nothing"}', 3],
    ['{"id":3,"request":"read_dp"}', 3],
    ['{"id":3,"request":"read_dp","arguments":["4"]}', 3],
    ['{"id":3,"request":"read_ap_multiple","arguments":[12,1e9]}', 3],
  ])('refuses %s', (line, id) => {
    expect(JSON.parse(probe.answer(line))).toMatchObject({ id, status: 1, error: expect.any(String) });
  });

  it('answers any line with one line of JSON, and stays alive', () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 0x1ffffffff }),
      fc.constantFrom(0, 4, 8, 12, 0xf0, 0x50000000, 0xe000edf0, 0xa05f0003, 0x23000012),
      fc.array(fc.nat(0xffffffff), { maxLength: 4 }),
      fc.string(),
      fc.boolean(),
      fc.jsonValue(),
    );
    const names = ['open', 'connect', 'reset', 'assert_reset', 'read_dp', 'write_dp', 'read_ap', 'write_ap'];
    const more = ['read_ap_multiple', 'write_ap_multiple', 'readprop', 'hello', 'lock', 'swd_sequence'];
    const line = fc.oneof(
      fc
        .record({
          id: fc.integer(),
          request: fc.constantFrom(...names, ...more),
          arguments: fc.array(value, { maxLength: 3 }),
        })
        .map((request) => JSON.stringify(request)),
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        for (const one of lines) {
          const answer = probe.answer(one);
          expect(answer).not.toContain('\n');
          expect(JSON.parse(answer)).toMatchObject({ id: expect.any(Number), status: expect.any(Number) });
        }
        call('assert_reset', false);
        call('write_dp', 0, 0x1e);
        expect(call('read_dp', 0)).toEqual(done(0x2ba01477));
      }),
    );
  });
});
