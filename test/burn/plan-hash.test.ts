import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { checkPlanHash, type EccState, makePlan, type Plan, unitsToBurn } from '../../src/burn/index.js';
import { segmentsOf } from '../../src/burn/job.js';
import type { PlanInput } from '../../src/burn/plan.js';
import { type BurnRequest, planChip } from '../../src/burn/session.js';
import { SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { contents, imageOf } from '../support/images.js';
import { fc } from '../support/property.js';
import { type Rig, rig } from './support.js';

const FLASH = 0x08000000;

describe.each([f401, l476])('the hash of a plan for $name', (device) => {
  const { base, size } = device.bank.otp;
  const { uid } = device.bank.identity;
  const serial = [1, 2, 3, 4, 5, 6, 7, 8];

  const hashOf = async (unit: Rig, request: Partial<BurnRequest> = {}) => {
    const loader = await loadBuiltLoader(device.bank);
    const image = imageOf([FLASH, [1, 2, 3, 4]], [base, serial]);
    return (await planChip({ probe: unit.probe, device, loader, image, ...request })).plan.hash;
  };

  it('is the same for the same chip, image and loader', async () => {
    expect(await hashOf(rig(device))).toBe(await hashOf(rig(device)));
  });

  it('is another for another die', async () => {
    const other = rig(device, (probe) => ({
      readMemory: async (address, length, width) => {
        const bytes = (await probe.readMemory(address, length, width)).slice();
        if (uid >= address && uid < address + length) bytes[uid - address] = (bytes[uid - address] ?? 0) ^ 1;
        return bytes;
      },
    }));
    expect(await hashOf(other)).not.toBe(await hashOf(rig(device)));
  });

  it('is another when the bank holds something else, even where the image does not reach', async () => {
    const used = rig(device);
    used.chip.bench.poke(base + 128, Uint8Array.from(serial));
    expect(size).toBeGreaterThan(136);
    expect(await hashOf(used)).not.toBe(await hashOf(rig(device)));
  });

  it('is another for other firmware, or the same bytes elsewhere', async () => {
    const images = [
      imageOf([FLASH, [1, 2, 3, 4]], [base, serial]),
      imageOf([FLASH, [1, 2, 3, 5]], [base, serial]),
      imageOf([FLASH + 8, [1, 2, 3, 4]], [base, serial]),
      imageOf([FLASH, [1, 2, 3, 4]], [base + 8, serial]),
    ];
    const hashes = await Promise.all(images.map((image) => hashOf(rig(device), { image })));
    expect(new Set(hashes).size).toBe(images.length);
  });

  it('is another for another loader', async () => {
    const loader = { ...(await loadBuiltLoader(device.bank)), sha256: '0'.repeat(64) };
    expect(await hashOf(rig(device), { loader })).not.toBe(await hashOf(rig(device)));
  });
});

describe('the hash of an image', () => {
  it('tells the same bytes at two addresses apart, and where a range ends', async () => {
    const { imageSha256 } = await import('../../src/burn/hash.js');
    const images = [
      imageOf([FLASH, [1, 2, 3, 4]]),
      imageOf([FLASH + 4, [1, 2, 3, 4]]),
      imageOf([FLASH, [1, 2]], [FLASH + 4, [3, 4]]),
      imageOf([FLASH, [1, 2, 0xff, 0xff, 3, 4]]),
    ];
    expect(new Set(images.map(imageSha256)).size).toBe(images.length);
  });
});

describe.each([f401, l476])('what the hash of a plan for $name covers', (device) => {
  const { base, writeUnit, rewrite } = device.bank.otp;
  const unit = (index: number) => ({ address: base + index * writeUnit, length: writeUnit });
  const bytes = (value: number) => Array<number>(writeUnit).fill(value);
  const chip = {
    devId: device.line.devIds[0] ?? 0,
    revId: 0x1000,
    uid: '00',
    flashKb: device.flashKb,
    probe: { description: 'a probe', serial: '1', device: undefined, vtrefMv: 3300 },
    preconditions: device.bank.preconditions?.flatMap(({ required }) => required.slice(0, 1)) ?? [],
  };
  // Three units: one is held already and one of them was in flight.
  const otp = (ecc: readonly (readonly [number, EccState])[] = [], held = 0x11, beyond = 0xff) => ({
    bytes: contents(device.bank.otp.size, [0, bytes(held)], [64, bytes(beyond)]),
    ecc: new Map(ecc),
    readProtection: 0xaa,
  });
  const imageFrom = (file: string, value = 0x22) =>
    SparseImage.fromChunks(
      [0x11, value, 0x33].map((byte, index) => ({
        address: unit(index).address,
        bytes: Uint8Array.from(bytes(byte)),
        origin: { source: { file, kind: 'ihex' as const }, line: index + 1 },
      })),
    );
  const flown = { runs: [{ units: [unit(0)] }], finished: [] };
  const input = {
    device,
    image: imageFrom('unit.hex'),
    loader: { sha256: '1'.repeat(64), origin: { kind: 'package' } as const },
    medium: 'silicon' as const,
    chip,
    readProtection: 0xaa,
    otp: otp(),
  } satisfies PlanInput;
  const otherBank = (change: Partial<Bank['otp']>) => ({
    ...device,
    bank: { ...device.bank, otp: { ...device.bank.otp, ...change } },
  });
  const hashOf = (change: Partial<PlanInput>) => makePlan({ ...input, ...change }).hash;

  it('is the format of the plan and 64 digits', () => {
    expect(hashOf({})).toMatch(/^p2-[0-9a-f]{64}$/);
    expect(hashOf({})).toBe(hashOf({}));
  });

  it.each<[string, Partial<PlanInput>]>([
    ['the device', { device: { ...device, name: 'STM32X' } }],
    ['the bank', { device: { ...device, bank: { ...device.bank, name: 'other' } } }],
    ['the size of the area', { device: otherBank({ size: device.bank.otp.size - writeUnit }) }],
    [
      'whether a unit takes a second programming',
      { device: otherBank({ rewrite: rewrite === 'once' ? 'clear-bits' : 'once' }) },
    ],
    ['what the probe reaches', { medium: 'simulated' }],
    ['DEV_ID', { chip: { ...chip, devId: 0x999 } }],
    ['REV_ID', { chip: { ...chip, revId: 1 } }],
    ['the unique ID', { chip: { ...chip, uid: '01' } }],
    ['the flash size', { chip: { ...chip, flashKb: 1 } }],
    ['the supply, where it refuses', { chip: { ...chip, probe: { ...chip.probe, vtrefMv: 10 } } }],
    ['the read protection', { readProtection: 0xbb, otp: undefined }],
    ['what the area holds in reach of the image', { otp: otp([], 0x10) }],
    ['what the area holds out of its reach', { otp: otp([], 0x11, 0) }],
    ['an ECC error in reach of the image', { otp: otp([[unit(0).address, 'weak']]) }],
    ['an ECC error out of its reach', { otp: otp([[base + 64, 'weak']]) }],
    ['how bad it is', { otp: otp([[base + 64, 'damaged']]) }],
    ['a byte of the image', { image: imageFrom('unit.hex', 0x23) }],
    ['a byte of firmware', { image: imageOf([FLASH, [1]], [base, bytes(0x11)]) }],
    ['the loader', { loader: { ...input.loader, sha256: '2'.repeat(64) } }],
    [
      'where the loader comes from',
      { loader: { ...input.loader, origin: { kind: 'project', file: 'a.elf' } } },
    ],
    ['that there is no loader', { loader: undefined }],
    ['what was in flight', { inFlight: flown }],
    [
      'that anything was in flight where that changes the job',
      { inFlight: { runs: [{ units: [unit(0)] }], finished: [unit(0)] } },
    ],
  ])('covers %s', (what, change) => {
    // A unit that takes one programming gets the same job whatever became of other runs.
    const same = rewrite === 'once' && what.startsWith('that anything was in flight');
    if (same) expect(hashOf(change)).toBe(hashOf({}));
    else expect(hashOf(change)).not.toBe(hashOf({}));
  });

  it('covers what is accepted: suspect units, and locks of empty blocks', () => {
    const { locks } = device.bank.otp;
    if (rewrite === 'once') {
      expect(hashOf({ inFlight: flown, acceptSuspect: true })).not.toBe(hashOf({ inFlight: flown }));
      // The job is the same, and what is trusted is not.
      expect(hashOf({ inFlight: flown, acceptSuspect: true })).not.toBe(hashOf({}));
      return;
    }
    const lock = (block: number) => ({ image: imageOf([base + (locks?.offset ?? 0) + block, [0]]) });
    expect(hashOf({ ...lock(9), lockEmpty: [9] })).not.toBe(hashOf(lock(9)));
    expect(hashOf({ ...lock(0), inFlight: flown, acceptSuspect: true })).not.toBe(
      hashOf({ ...lock(0), inFlight: flown }),
    );
  });

  it('covers neither names of files nor texts', () => {
    expect(hashOf({ image: imageFrom('/another/folder/x.hex') })).toBe(hashOf({}));
    const probe = { ...chip.probe, description: 'another probe', serial: '2' };
    expect(hashOf({ chip: { ...chip, probe } })).toBe(hashOf({}));
    const project = (file: string) =>
      hashOf({ loader: { ...input.loader, origin: { kind: 'project', file } } });
    expect(project('a.elf')).toBe(project('b.elf'));
    const refused = (file: string) => hashOf({ image: imageFrom(file), otp: otp([], 0) });
    expect(refused('a.hex')).toBe(refused('b.hex'));
  });

  it('is one only for plans that burn the same', () => {
    const value = fc.constantFrom(0xff, 0x11, 0x10, 0);
    const flag = fc.boolean();
    const some = fc.record({ held: value, wanted: value, weak: flag, inFlight: flag, acceptSuspect: flag });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [a, b] = [one, other].map(({ held, wanted, weak, inFlight, acceptSuspect }) =>
          makePlan({
            ...input,
            image: imageOf([base, bytes(wanted)]),
            otp: otp(weak ? [[base, 'weak']] : [], held),
            acceptSuspect,
            ...(inFlight && { inFlight: flown }),
          }),
        );
        if (a?.hash !== b?.hash) return;
        expect(burnOf(a)).toEqual(burnOf(b));
        expect(one).toMatchObject({ held: other.held, wanted: other.wanted, weak: other.weak });
      }),
    );
  });

  const burnOf = (plan: Plan | undefined) =>
    plan && [
      plan.refusals.map(({ code, address }) => [code, address]),
      segmentsOf(unitsToBurn(plan, 'data')),
      plan.programsEqual,
    ];
});

describe('a hash that is confirmed', () => {
  it('is taken in the format that plan prints', () => {
    expect(() => checkPlanHash(`p2-${'0'.repeat(64)}`)).not.toThrow();
  });

  it.each(['0'.repeat(64), 'A'.repeat(64)])(
    'is refused by name where it is of an otpforge.plan/1: %s',
    (text) => {
      expect(() => checkPlanHash(text)).toThrow(
        expect.objectContaining({
          code: 'PLAN_NOT_CONFIRMED',
          exitCode: 5,
          message: expect.stringContaining('is the hash of an otpforge.plan/1'),
          remedy: expect.stringContaining('Run otpforge plan again'),
        }),
      );
    },
  );

  it.each([
    '',
    'yes',
    'p2-',
    `p2-${'0'.repeat(63)}`,
    `p2-${'0'.repeat(65)}`,
    `p3-${'0'.repeat(64)}`,
    `p2-${'A'.repeat(64)}`,
  ])('is a wrong word on the command line where it is no hash: %j', (text) => {
    expect(() => checkPlanHash(text)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }));
  });
});
