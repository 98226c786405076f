import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan, unitDocument } from '../../src/burn/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { redactPlan } from '../../src/redaction/index.js';
import { saltedImageHash, secretsOf, stateKey } from '../../src/secrets/index.js';
import { f4, f401, l4, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { contents, imageOf } from '../support/images.js';

const { base } = f4.otp;

const layoutOf = (bank: typeof f4, ...fields: string[]) =>
  parseLayout(['format: otpforge.layout/1', 'fill: 0x00', 'fields:', ...fields].join('\n'), 'otp.yaml', bank);

const keyLayout = layoutOf(
  f4,
  '  serial: { type: u32, offset: 0 }',
  '  key: { type: bytes, offset: 8, length: 4, secret: true }',
);
const secrets = secretsOf(keyLayout) ?? expect.unreachable();

describe('what a layout keeps', () => {
  it('is nothing without a secret field', () => {
    expect(secretsOf(layoutOf(f4, '  serial: { type: u32, offset: 0 }'))).toBeUndefined();
  });

  it('is a secret field, byte by byte', () => {
    const kept = Array.from({ length: 16 }, (_, offset) => secrets.hides(base + offset));
    expect(kept.indexOf(true)).toBe(8);
    expect(kept.lastIndexOf(true)).toBe(11);
    expect(secrets.hides(base, 8)).toBe(false);
    expect(secrets.hides(base, 9)).toBe(true);
  });

  it('is every checksum over it too, and every checksum over that', () => {
    const kept = secretsOf(
      layoutOf(
        f4,
        '  pin: { type: u16, offset: 0, secret: true }',
        '  outer: { type: crc, offset: 4, algorithm: crc32, over: [inner] }',
        '  inner: { type: crc, offset: 8, algorithm: crc32, over: [pin] }',
        '  other: { type: crc, offset: 12, algorithm: crc32, range: { offset: 16, length: 4 } }',
        '  plain: { type: u32, offset: 16 }',
      ),
    );
    expect([0, 4, 8, 12, 16].map((offset) => kept?.hides(base + offset, 2))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is each slot of a record', () => {
    const kept = secretsOf(
      layoutOf(
        l4,
        '  note: { type: u64, offset: 64 }',
        'records:',
        '  unit:',
        '    slots: 2',
        '    stride: 32',
        '    offset: 0',
        '    sequence: sequence',
        '    fields:',
        '      sequence: { type: u32, offset: 0 }',
        '      key: { type: bytes, offset: 8, length: 8, secret: true }',
        '      check: { type: crc, offset: 16, algorithm: crc32, over: [sequence, key] }',
      ),
    );
    expect([8, 16, 40, 48, 0, 32].map((offset) => kept?.hides(l4.otp.base + offset, 4))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a plan as it may be shown', () => {
  const chip = {
    devId: 0x433,
    revId: 0,
    uid: '00',
    flashKb: 512,
    probe: identity(),
    preconditions: [],
  };
  const planOf = (held: number[], wanted: number[]) =>
    makePlan({
      device: f401,
      image: imageOf([base, [1, 2, 3, 4]], [base + 8, wanted]),
      loader: { sha256: '0'.repeat(64), origin: { kind: 'package' } },
      chip,
      readProtection: 0xaa,
      otp: { bytes: contents(f4.otp.size, [8, held]), ecc: new Map(), readProtection: 0xaa },
    });
  const keeper = { secrets, key: new Uint8Array(32) };
  const whole = planOf([0xff, 0x00, 0xf0, 0xff], [0xff, 0x81, 0x0f, 0x12]);
  const shown = redactPlan(whole, keeper);

  it('has place, state and the number of impossible bits of a secret unit, and no bytes', () => {
    const units = shown.units.filter(({ secret }) => secret);
    expect(units.map(({ offset, state, impossibleBits }) => [offset, state, impossibleBits])).toEqual([
      [8, 'skip', undefined],
      [9, 'conflict', 2],
      [10, 'conflict', 4],
      [11, 'burn', undefined],
    ]);
    for (const unit of units) expect(unit).toMatchObject({ old: '', wanted: '' });
    expect(units.every((unit) => !('impossible' in unit))).toBe(true);
    const open = ({ address }: { address: number }) => address < base + 8;
    expect(shown.units.filter(open)).toEqual(whole.units.filter(open).map(unitDocument));
  });

  it('tells in its refusals where and how many bits, and the same way out', () => {
    const [refusal, ...others] = shown.refusals.filter(({ address }) => address === base + 9);
    expect(others).toEqual([]);
    expect(refusal?.message).toBe(
      '0x1FFF7809 (test.hex:1), secret at offset 0x9: bits that are 0 can never be 1 again, 2 bits would have to go from 0 to 1',
    );
    expect(refusal?.remedy).toBe(whole.refusals.find(({ address }) => address === base + 9)?.remedy);
    expect(shown.refusals.map(({ code }) => code)).toEqual(whole.refusals.map(({ code }) => code));
  });

  it('tells why a secret unit that may be incomplete is refused', () => {
    const layout = layoutOf(l4, '  key: { type: bytes, offset: 0, length: 8, secret: true }');
    const key = [0x4a, 0x5a, 0x6a, 0x7a, 1, 2, 3, 4];
    const cut = makePlan({
      device: l476,
      image: imageOf([l4.otp.base, key]),
      loader: { sha256: '0'.repeat(64), origin: { kind: 'package' } },
      chip: { ...chip, devId: 0x415, flashKb: 1024, preconditions: [1] },
      readProtection: 0xaa,
      otp: { bytes: contents(l4.otp.size, [0, key]), ecc: new Map(), readProtection: 0xaa },
      inFlight: { runs: [{ units: [{ address: l4.otp.base, length: 8 }] }], finished: [] },
    });
    const suspect = redactPlan(cut, {
      secrets: secretsOf(layout) ?? expect.unreachable(),
      key: new Uint8Array(32),
    });
    expect(suspect.refusals).toMatchObject([
      {
        code: 'SUSPECT',
        message: expect.stringMatching(/secret at offset 0x0: it reads right, but an interrupted run/),
        remedy: expect.stringMatching(/--accept-suspect/),
      },
    ]);
    expect(JSON.stringify(suspect)).not.toMatch(/4A|5A/);
  });

  it('has no hash against which anybody could try values', () => {
    const other = redactPlan(whole, { ...keeper, key: new Uint8Array(32).fill(1) });
    expect([shown.imageSha256, shown.otpSha256]).toEqual(['', '']);
    expect(new Set([whole.hash, shown.hash, other.hash]).size).toBe(3);
    expect(redactPlan(whole, keeper).hash).toBe(shown.hash);
    expect(redactPlan(planOf([], [1, 2, 3, 5]), keeper).hash).not.toBe(shown.hash);
  });
});

describe('the key of the state folder', () => {
  it('is made once, by whoever comes first, for the user alone', () =>
    inFolder(async (folder) => {
      const keys = await Promise.all(Array.from({ length: 5 }, () => stateKey(join(folder, 'state'))));
      expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
      expect(keys[0]).toHaveLength(32);
      if (process.platform !== 'win32') {
        expect((await stat(join(folder, 'state', 'key'))).mode & 0o777).toBe(0o600);
      }
    }));

  it('is never replaced when it is damaged', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'key'), 'abc\n');
      await expect(stateKey(folder)).rejects.toMatchObject({ code: 'STATE_FOLDER', exitCode: 9 });
    }));

  it('differs from folder to folder', async () => {
    const folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'otpforge-key-'))));
    const [one, two] = await Promise.all(folders.map((folder) => stateKey(folder)));
    expect(one).not.toEqual(two);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  });
});

it('hashes one image differently for each line of a journal', () => {
  const key = new Uint8Array(32);
  const [one, two] = [saltedImageHash('ab', key), saltedImageHash('ab', key)];
  expect(one).not.toEqual(two);
  expect(saltedImageHash('ab', key, one.salt)).toEqual(one);
  expect(saltedImageHash('ab', new Uint8Array(32).fill(1), one.salt)).not.toEqual(one);
});

function identity() {
  return { description: 'test', serial: '1', device: undefined, vtrefMv: 3300 };
}
