import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { RemoteBitbang, RemoteProbe } from '../../src/dap/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { JtagHost } from '../dap/jtag-host.js';
import { linkTo, wireTo } from '../dap/links.js';
import { type BankFile, descriptionsIn } from './descriptions.js';
import { debugParts, debugPorts } from './store.js';
import { subjectOf } from './subject.js';

const CPUID = 0xe000ed00;
const Designer = { st: 0x020, arm: 0x43b };

const lines = descriptionsIn<BankFile>('banks').flatMap(([, { family, lines }]) =>
  lines.map(({ devices }) => [Object.keys(devices)[0]!, family] as const),
);

/** A host that knows nothing of the chip: what it meets is what others met on silicon, since OpenOCD checks no CPUID. */
describe.each(lines)('the debug port of a simulated %s', (name, family) => {
  const facts = subjectOf(family, [name]);
  const core = { ...debugParts.cores[facts.text('core')!]!, ...debugParts.families[family] };
  const { tap, dpidr } = debugPorts.families[family]!;
  const chip = SimulatedChip.create(deviceOf(name));
  const swd = swdHost(chip);

  it('has DPIDR, access port, CPUID and first ROM table of its core', () => {
    expect(hex(swd.dp(0x0))).toBe(hex(Number(dpidr)));
    if (core.apIdr !== undefined) expect(hex(swd.ap(0xfc))).toBe(hex(Number(core.apIdr)));
    expect((swd.word(CPUID) >>> 4) & 0xfff).toBe(Number(core.cpuidPart));
    expect(hex(swd.ap(0xf8))).toBe(hex(Number(core.romTables[0]!.base) + 3));
  });

  it('shows the ROM tables of its core, ST’s with the DEV_ID, and in the last of them what is there', () => {
    const wanted = core.romTables.map(({ base, part }) => ({
      base: hex(Number(base)),
      componentClass: 1,
      designer: part === undefined ? Designer.st : Designer.arm,
      part: Number(part ?? facts.groups[0]!.devId),
    }));
    const found = wanted.map(({ base }) => ({ base, ...swd.component(Number(base)) }));
    expect(found).toEqual(wanted);
    const next = core.romTables.map(({ base }) => swd.entries(Number(base)));
    const tables = next.slice(0, -1).map((list) => list.map(hex));
    expect(tables).toEqual(wanted.slice(1).map(({ base }) => [base]));
    const parts = next.at(-1)!.map((base) => [hex(base), swd.component(base)] as const);
    expect(Object.fromEntries(parts)).toEqual(
      Object.fromEntries(
        Object.entries(core.parts).map(([base, part]) => [
          hex(Number(base)),
          { componentClass: Number(core.componentClass ?? 0xe), designer: Designer.arm, part: Number(part) },
        ]),
      ),
    );
  });

  it('has the access ports of its family, DBGMCU behind that of the system, and no other', () => {
    const { debugApb } = core;
    const idrs = [1, 2, 3].map((select) => hex(swd.ap(0xfc, select)));
    const expected = [1, 2, 3].map((select) => (select === debugApb?.select ? Number(debugApb.idr) : 0));
    expect(idrs).toEqual(expected.map(hex));
    if (!debugApb) return;
    const { select } = debugApb;
    expect(hex(swd.ap(0xf8, select))).toBe(hex(Number(debugApb.romTable) + 3));
    const found = swd.component(Number(debugApb.romTable), select);
    expect(found).toEqual({ componentClass: 1, designer: Designer.st, part: Number(facts.groups[0]!.devId) });
    const base = facts.header('DBGMCU_BASE')!;
    const freeze = facts.header('DBGMCU.APB4FZ1')!;
    swd.write(Number(debugApb.dbgmcu) + freeze, 0x40000, select);
    expect(swd.word(base + freeze)).toBe(0x40000);
    expect(swd.word(Number(debugApb.dbgmcu), select)).toBe(swd.word(base));
  });

  it('has the TAP of OpenOCD’s script, or one that no chip has', () => {
    const jtag = new JtagHost(wireTo(new RemoteBitbang(linkTo(chip))));
    jtag.reset();
    const [first] = jtag.dr([0], [32]);
    expect(hex(first!)).toBe(hex(Number(tap ?? dpidr)));
  });
});

it('has a source for each core', () => {
  for (const { address } of debugParts.sources)
    expect(address).toMatch(/^https:\/\/github\.com\/.+\/((pull|issues)\/\d+|blob\/[0-9a-f]{40}\/.+)$/);
});

/** Reads through SW-DP and AHB-AP as pyOCD does. */
function swdHost(chip: SimulatedChip) {
  const probe = new RemoteProbe(linkTo(chip));
  const call = (request: string, ...args: readonly number[]): number => {
    const { status, result } = JSON.parse(
      probe.answer(JSON.stringify({ id: 1, request, arguments: request === 'connect' ? ['SWD'] : args })),
    );
    expect(status).toBe(0);
    return result;
  };
  call('connect');
  call('write_dp', 0x4, 0x50000000);
  const choose = (select: number, register: number) =>
    call('write_dp', 0x8, ((select << 24) | (register & 0xf0)) >>> 0);
  const ap = (register: number, select = 0) => {
    choose(select, register);
    return call('read_ap', register);
  };
  const aim = (address: number, select: number) => {
    choose(select, 0);
    call('write_ap', 0x0, 0x23000002);
    call('write_ap', 0x4, address);
  };
  const word = (address: number, select = 0) => {
    aim(address, select);
    return call('read_ap', 0xc);
  };
  return {
    ap,
    word,
    write(address: number, value: number, select = 0): void {
      aim(address, select);
      call('write_ap', 0xc, value);
    },
    dp: (register: number) => call('read_dp', register),
    /** Class, designer and part of PIDR and CIDR (ADIv5 D1.2). */
    component(base: number, select = 0) {
      const byte = (offset: number) => word(base + offset, select) & 0xff;
      const [low, middle, high, more] = [0xfe0, 0xfe4, 0xfe8, 0xfd0].map(byte) as [
        number,
        number,
        number,
        number,
      ];
      return {
        componentClass: byte(0xff4) >>> 4,
        designer: ((more & 0xf) << 8) | ((high & 7) << 4) | (middle >>> 4),
        part: ((middle & 0xf) << 8) | low,
      };
    },
    /** The addresses of the entries that are present (ADIv5 D3.2). */
    entries(base: number): readonly number[] {
      const found: number[] = [];
      for (let offset = 0; ; offset += 4) {
        const entry = word(base + offset);
        if (entry === 0) return found;
        if (entry & 1) found.push((base + (entry & ~0xfff)) >>> 0);
      }
    },
  };
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}
