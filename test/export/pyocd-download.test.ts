import { describe, expect, it } from 'vitest';
import { exportBanks } from '../../src/api/export-banks.js';
import type { Bank } from '../../src/bank/index.js';
import { exportPyocd } from '../../src/export/pyocd.js';
import { f4, l4 } from '../support/banks.js';
import { type DownloadCase, type DownloadOutcome, runScript } from './pyocd-script.js';

const [file] = await exportPyocd(await exportBanks({}));
const script = String(file?.content);
const flash = f4.flash.base;
const serial = [...Buffer.from('SN-00042')];
const firmware = [0, 0x10, 0, 0x20, 9, 0, 0, 8];
const level0 = 0xaa;
const level1 = 0x55;
const CPUID = 0xe000ed00;
const cortexM4 = 0x410fc241;

describe.each([
  ['F4', f4, 0x441],
  ['L4', l4, 0x415],
] as const)('a download by the pyOCD script to %s', (_name, bank, devId) => {
  const { base, size } = bank.otp;

  it('burns what the files want and nothing else', () => {
    const outcome = load({ chunks: [[flash, firmware], ...unit()] });
    expect(outcome).toMatchObject({ error: null, firmware: true });
    expect(outcome.burnt).toEqual(bytesAt(...unit()));
    const bytes = unit().flatMap(([, data]) => data).length;
    expect(outcome.logged).toContain(`OTP: ${bytes} bytes read back as wanted`);
  });

  it.each([
    ['the same file twice', 0],
    ['two files that overlap in part', 4],
  ])('refuses %s before the first bit', (_what, shift) => {
    const outcome = load({ chunks: [[flash, firmware], ...unit(), [base + shift, serial]] });
    expect(outcome).toMatchObject({ burnt: [], firmware: false });
    expect(outcome.error).toMatch(/wanted twice, by two files or two parts of one; nothing was written/);
  });

  it('refuses firmware that two files want, before the first bit', () => {
    const chunks = [[flash, firmware], [flash + 4, firmware], ...unit()] as const;
    expect(load({ chunks })).toMatchObject({
      error: expect.stringMatching(/0x08000004 is wanted twice/),
      burnt: [],
      firmware: false,
    });
  });

  it.each([
    ['beside the bank', [base - 8, serial], 8, base - 8],
    ['that begin in front of the bank', [base - 8, [...serial, ...serial]], 8, base - 8],
    ['that run out of the bank', [base + size - 8, [...serial, ...serial]], 8, base + size],
    ['in no memory at all', [0x60000000, [1, 2, 3]], 3, 0x60000000],
    ['that run out of the main flash', [flash + 0x80000 - 4, firmware], 4, flash + 0x80000],
  ] as const)('counts and refuses bytes %s, before the first bit', (_what, chunk, count, first) => {
    const outcome = load({ chunks: [...unit().slice(1), chunk] });
    expect(outcome.error).toBe(
      `OTP: ${count} bytes of the download have no place in this chip, the first at ${hex(first)}; nothing was written`,
    );
    expect(outcome).toMatchObject({ burnt: [], firmware: false });
  });

  it('counts what several files lose', () => {
    const { error } = load({ chunks: [[0x60000000, [1, 2, 3]], ...unit(), [0x50000000, [4]]] });
    expect(error).toMatch(/^OTP: 4 bytes of the download .* the first at 0x50000000/);
  });

  it('refuses RAM and OTP in one download, and takes RAM alone', () => {
    const ram = [0x20000100, [1, 2]] as const;
    expect(load({ chunks: [...unit(), ram] }).error).toMatch(/0x20000100 is neither flash nor OTP/);
    expect(load({ chunks: [ram] }).error).toBeNull();
  });

  it('says that it burnt nothing where the files hold no byte for the OTP', () => {
    const outcome = load({ chunks: [[flash, firmware]] });
    expect(outcome).toMatchObject({ error: null, firmware: true, burnt: [] });
    expect(outcome.logged).toContain('OTP: the download has nothing for it: nothing is burnt');
  });

  it('burns no page that pyOCD has made differently from the files', () => {
    const outcome = load({ chunks: unit(), garble: 8 });
    expect(outcome.burnt).toEqual([]);
    expect(outcome.error).toMatch(/pyOCD would burn .*this page is not burnt/);
  });

  it('burns no page that the RAM does not hold as it was written', () => {
    const outcome = load({ chunks: unit(), spoilBuffers: 0x20 });
    expect(outcome.burnt).toEqual([]);
    expect(outcome.error).toMatch(/pyOCD would burn 73 at .*, wanted is 53; this page is not burnt/);
  });

  it('burns nothing above firmware that is not there', () => {
    const outcome = load({ chunks: [[flash, firmware], ...unit()], spoil: { [flash + 5]: 1 } });
    expect(outcome.burnt).toEqual([]);
    expect(outcome.error).toMatch(
      /the firmware at 0x08000005 is 01 after programming, wanted was 00; no OTP/,
    );
  });

  it('fails where a byte changed that nobody asked for', () => {
    const outcome = load({ chunks: unit(), besides: { [base + 128]: 0x0f } });
    expect(outcome.error).toMatch(/1fff7[08]80 held FF and holds 0F now, which nobody asked for/);
  });

  it('fails where a cell does not take its data', () => {
    const outcome = load({ chunks: unit(), spoil: { [base + 2]: 0x01 } });
    expect(outcome.error).toMatch(/holds 2C after programming, wanted was 2D/);
  });

  it.each([
    [level1, 1],
    [0xcc, 2],
  ])('names read protection (RDP %d) instead of a memory fault', (rdp, level) => {
    const outcome = load({ chunks: [[flash, firmware], ...unit()], rdp });
    expect(outcome).toMatchObject({ burnt: [], firmware: false });
    expect(outcome.error).toMatch(
      new RegExp(`^OTP: read protection level ${level} is on .*level 0 is 0xaa.*nothing was written$`),
    );
  });

  function unit(): DownloadCase['chunks'] {
    const record = [base, serial] as const;
    return bank.otp.locks ? [record, [base + bank.otp.locks.offset, [0]]] : [record];
  }

  function load(wanted: Wanted): DownloadOutcome {
    return run(bank, devId, wanted);
  }
});

describe('the locks of a download by the pyOCD script', () => {
  const locks = f4.otp.base + (f4.otp.locks?.offset ?? 0);
  const load = (wanted: Wanted) => run(f4, 0x441, wanted);

  it('are not burnt for a block that is empty and stays so', () => {
    const outcome = load({
      chunks: [
        [f4.otp.base, serial],
        [locks + 1, [0]],
      ],
    });
    expect(outcome).toMatchObject({ burnt: [], firmware: false });
    expect(outcome.error).toMatch(
      /block 1 is empty, and its lock would waste it forever; nothing was written/,
    );
  });

  it('are burnt for a block that the chip has filled before', () => {
    const outcome = load({ chunks: [[locks + 1, [0]]], memory: { [f4.otp.base + 40]: 0x12 } });
    expect(outcome).toMatchObject({ error: null, burnt: [[locks + 1, 0]] });
  });

  it('are not burnt where the data did not get there', () => {
    const outcome = load({
      chunks: [
        [f4.otp.base, serial],
        [locks, [0]],
      ],
      spoil: { [f4.otp.base + 2]: 0x01 },
    });
    expect(outcome.error).toMatch(/holds 2C after programming, wanted was 2D/);
    expect(outcome.burnt.filter(([address]) => address >= locks)).toEqual([]);
  });
});

interface Wanted extends Partial<DownloadCase> {
  readonly chunks: DownloadCase['chunks'];
  readonly rdp?: number;
  readonly spoilBuffers?: number;
}

function run(bank: Bank, devId: number, wanted: Wanted): DownloadOutcome {
  const { rdp = level0, spoilBuffers = 0, memory, ...rest } = wanted;
  const protection = bank.readProtection;
  if (!protection) throw new Error('a bank of the package says where RDP is');
  const { banks } = first;
  const buffers = banks.find(({ title }) => title === bank.title)?.algo.page_buffers ?? [];
  const spoil = spoilBuffers ? Object.fromEntries(buffers.map((at) => [at, spoilBuffers])) : {};
  const words = [
    ...word(CPUID, cortexM4),
    ...word(bank.identity.idcode, devId),
    ...word(protection.register, rdp << protection.shift),
    ...(bank.otp.ecc?.registers.flatMap(({ register }) => word(register, 0)) ?? []),
    ...(bank.otp.ecc?.cache ? word(bank.otp.ecc.cache.register, 0) : []),
  ];
  const registers = bank.otp.ecc?.registers ?? [];
  const clearedByOnes = registers.flatMap(({ register }) => word(register, 0).map(([at]) => at));
  const download = {
    clearedByOnes,
    besides: {},
    flash,
    memory: { ...Object.fromEntries(words), ...memory },
    spoil,
    garble: 0,
    ...rest,
  };
  const [outcome] = runScript(script, [], [download]).downloads;
  if (!outcome) throw new Error('the download had no outcome');
  return outcome;
}

const first = runScript(script);

function word(address: number, value: number): [number, number][] {
  return [0, 8, 16, 24].map((shift, index) => [address + index, (value >>> shift) & 0xff]);
}

function bytesAt(...chunks: DownloadCase['chunks']): [number, number][] {
  return chunks.flatMap(([address, data]) => data.map((byte, at): [number, number] => [address + at, byte]));
}

function hex(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}
