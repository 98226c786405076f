import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { failOnDifference } from '../../src/burn/differences.js';
import type { Job } from '../../src/burn/job.js';
import { jobError } from '../../src/burn/job-status.js';
import { downloadJob } from '../../src/burn/run-job.js';
import { UnitRun } from '../../src/burn/unit-run.js';
import { type ErrorCode, errorCodes, OtpforgeError } from '../../src/errors/index.js';
import { mergeImages, readIntelHex, writeIntelHex } from '../../src/image/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { GdbClient } from '../../src/probe/gdb/client.js';
import type { GdbConnection, Packet } from '../../src/probe/gdb/connection.js';
import type { Probe } from '../../src/probe/index.js';
import { replayedError, traceError } from '../../src/probe/trace-format.js';
import { redactError, secretsOf } from '../../src/secrets/index.js';
import { hexBytes } from '../../src/text/hex.js';
import { f4, l4 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const { base } = f4.otp;
const layout = parseLayout(
  [
    'format: otpforge.layout/1',
    'fields:',
    '  serial: { type: u32, offset: 0 }',
    '  key: { type: bytes, offset: 8, length: 8, secret: true }',
  ].join('\n'),
  'otp.yaml',
  f4,
);
const secrets = secretsOf(layout) ?? expect.unreachable();
const key = base + 8;
const codes = Object.keys(errorCodes) as ErrorCode[];
const redacted = (error: unknown) => redactError(error, secrets) as OtpforgeError;

/** Everything by which an error reaches a person, a file, a pipe or a debugger. */
function outputs(error: OtpforgeError): string {
  const { code, message, remedy, details } = error;
  const trace = traceError(error);
  const again = redacted(replayedError(trace));
  return [
    JSON.stringify({ code, message, remedy, details }),
    ...[error, again].flatMap((each) => [String(each), each.stack, inspect(each, { depth: 9 })]),
    JSON.stringify(trace),
  ]
    .join('\n')
    .replaceAll(/^ +at .*$/gm, '');
}

type Maker = (bytes: Uint8Array) => Promise<OtpforgeError>;

const spentUnit: Maker = async (bytes) =>
  jobError({ status: 7, failAddress: key, flashSR: 8, unitsDone: 0 }, l4, [{ address: key, bytes }]) ??
  expect.unreachable();

const interruptedBy = (maker: Maker) => async (bytes: Uint8Array) => {
  const cause = await maker(bytes);
  const run = new UnitRun(undefined);
  const begun = run.guard(() =>
    run.step('8 OTP data units', async (begin) => {
      begin();
      throw new OtpforgeError(
        'TARGET_FAULT',
        cause.within((text) => `lost: ${text}`),
      );
    }),
  );
  return caught(() => begun);
};

/** Errors as the code makes them when a memory holds these bytes. */
const makers: Readonly<Record<string, Maker>> = {
  'a difference after the burn': ([wanted = 0, read = 0]) =>
    caught(async () => {
      const firstDifference = { address: key, wanted, read };
      const range = { address: key, length: 8, equal: false, firstDifference };
      failOnDifference([range], 'READ_BACK_DIFFERS', 'the OTP', 'again');
    }),
  'RAM that does not hold the job': (bytes) =>
    caught(async () => {
      const probe = { writeMemory: async () => {}, readMemory: async () => bytes.map((byte) => ~byte) };
      const ram = { address: f4.loader.ram.base + 512, bytes };
      await downloadJob(probe as unknown as Probe, { ram } as Job);
    }),
  'a spent write unit': spentUnit,
  'two images that differ': ([byte = 0]) =>
    caught(async () => mergeImages([imageOf([key, [byte]]), imageOf([key, [byte ^ 1]])])),
  'two records that differ': ([byte = 0]) =>
    caught(async () => readIntelHex(hexFile([key, [byte]], [key, [byte ^ 1]]), 'unit.hex')),
  'a record with a wrong checksum': (bytes) =>
    caught(async () => readIntelHex(Buffer.from(`:08000000${digits(bytes)}00\n`), 'unit.hex')),
  'a record without its beginning': (bytes) =>
    caught(async () => readIntelHex(Buffer.from(`${digits(bytes)}\n`), 'unit.hex')),
  'an answer of a server': (bytes) =>
    caught(async () =>
      new GdbClient({ server: 'localhost:3333' } as GdbConnection).mustHaveDone(
        { text: `E.${digits(bytes)}` } as Packet,
        'write',
      ),
    ),
  'a run interrupted by one': interruptedBy(spentUnit),
};

async function caught(work: () => unknown): Promise<OtpforgeError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
  return expect.unreachable();
}

/** Records one behind another, each as a file of its own would hold it. */
function hexFile(...records: [address: number, bytes: number[]][]): Buffer {
  const texts = records.map((record) => Buffer.from(writeIntelHex(imageOf(record))).toString('latin1'));
  const lines = texts.flatMap((text) => text.trim().split(/\r?\n/).slice(0, -1));
  return Buffer.from([...lines, ':00000001FF', ''].join('\n'));
}

function digits(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

// A byte of its own to begin with, so that no checksum comes out right by chance.
const contents = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .filter((bytes) => (sum(bytes) + 8) % 256 !== 0);
const sum = (bytes: Uint8Array) => bytes.reduce((all, byte) => all + byte, 0);

describe('an error about secret memory', () => {
  it.each(Object.entries(makers))('shows the same for %s, whatever the bytes are', async (_name, maker) => {
    const property = fc.asyncProperty(contents, contents, async (one, other) => {
      const [a, b] = [await maker(one), await maker(other)];
      expect(outputs(redacted(a))).toBe(outputs(redacted(b)));
    });
    await fc.assert(property);
    const shown = await maker(Uint8Array.from([0x4a, 0x5a, 0x6a, 0x7a, 1, 2, 3, 4]));
    const other = await maker(Uint8Array.from([0x3b, 0x2b, 0x1b, 0x0b, 5, 6, 7, 9]));
    expect(outputs(shown)).not.toBe(outputs(other));
    expect(redacted(shown)).toMatchObject({ code: shown.code, remedy: shown.remedy });
    expect(redacted(shown)).not.toHaveProperty('cause');
  });

  it('shows none of them by any name of a detail', async () => {
    const value = fc.oneof(
      contents,
      contents.map((bytes) => [...bytes]),
      contents.map(digits),
      fc.bigInt({ min: 2n ** 40n, max: 2n ** 52n }).map(Number),
    );
    const name = fc.oneof(
      fc.constantFrom('have', 'old', 'what', 'address2'),
      fc.stringMatching(/^[a-z]{1,9}$/),
    );
    const known = (text: unknown) => String(text).toUpperCase();
    fc.assert(
      fc.property(fc.constantFrom(...codes), name, value, (code, have, bytes) => {
        const error = new OtpforgeError(code, {
          message: (show) => `reads ${show(bytes)}`,
          memory: { values: { [have]: bytes } },
        });
        const [open, hidden] = [outputs(error), outputs(redacted(error))].map(known) as [string, string];
        const texts =
          bytes instanceof Uint8Array ? [hexBytes(bytes)] : [JSON.stringify(bytes).replaceAll('"', '')];
        for (const text of texts) {
          expect(open).toContain(known(text));
          expect(hidden).not.toContain(known(text));
        }
      }),
    );
  });

  it('says which bytes it leaves out, and all else', async () => {
    const error = redacted(await interruptedBy(spentUnit)(Uint8Array.of(0x4a, 0x5a, 0x6a, 0x7a, 1, 2, 3, 4)));
    expect(error.message).toBe(
      'interrupted while writing or reading back 8 OTP data units: lost: the write unit at 0x1FFF7808 reads blank ' +
        'but refuses data (PROGERR), wanted (secret): another tool has programmed all ones into it',
    );
    expect(error.details).toEqual({
      ...{ status: 7, failAddress: key, flashSR: 8, unitsDone: 0, address: key, length: 8 },
      ...{ done: [], step: '8 OTP data units', code: 'TARGET_FAULT' },
    });
  });

  it('is kept where its place is not known, in the RAM of the loader, and where a part of it is secret', () => {
    const at = (address?: number, length?: number) =>
      new OtpforgeError('TARGET_FAULT', {
        message: (show) => show(0x4a),
        memory: { ...(address !== undefined && { address }), ...(length && { length }), values: {} },
      });
    const places: [address?: number, length?: number][] = [
      [],
      [f4.loader.ram.base + 700],
      [f4.loader.ram.base - 4, 8],
      [key],
      [base, 16],
    ];
    for (const place of places) expect(redacted(at(...place)).message).toBe('(secret)');
    for (const open of [at(base), at(base, 8), at(key + 8), at(0x08000000)])
      expect(redacted(open)).toBe(open);
  });

  it('is no longer the cause of another', async () => {
    const cause = await spentUnit(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const outer = new OtpforgeError('FILE_WRITE_FAILED', {
      message: 'm',
      cause: new Error('between', { cause }),
    });
    expect(redacted(outer)).toMatchObject({ code: 'FILE_WRITE_FAILED', message: 'm' });
    expect(redacted(outer)).not.toHaveProperty('cause');
    const plain = new Error('x');
    expect(redacted(plain)).toBe(plain);
  });
});

describe('an error in a trace', () => {
  it('is about memory again when it is replayed', async () => {
    for (const maker of Object.values(makers)) {
      const error = await maker(Uint8Array.of(0x4a, 0x5a, 0x6a, 0x7a, 1, 2, 3, 4));
      const replayed = replayedError(JSON.parse(JSON.stringify(traceError(error))));
      const { code, message, remedy } = error;
      expect(replayed).toMatchObject({ code, message, remedy, details: error.details });
      expect(redacted(replayed).message).toBe(redacted(error).message);
      expect(redacted(replayed).details).toEqual(redacted(error).details);
    }
  });

  it('of an earlier version shows nothing but its code and remedy, since it does not say what is memory', () => {
    const old = {
      code: 'TARGET_FAULT',
      message: 'reads 4A',
      remedy: 'again',
      details: { have: 74 },
    } as const;
    const error = redacted(replayedError(old));
    expect(error).toMatchObject({ code: 'TARGET_FAULT', remedy: 'again', details: {} });
    expect(outputs(error)).not.toMatch(/4A|74/);
    expect(replayedError(old)).toMatchObject({ message: 'reads 4A', details: { have: 74 } });
  });
});

describe('the details of an error', () => {
  it('take no bytes', () => {
    const bytes = Uint8Array.of(1);
    const refused = () => {
      // @ts-expect-error Bytes belong into `memory`.
      new OtpforgeError('USAGE', { message: 'm', details: { have: bytes } });
      // @ts-expect-error A message that shows memory names it.
      new OtpforgeError('USAGE', { message: (show) => show(1) });
      // @ts-expect-error A message about memory shows it by `show`.
      new OtpforgeError('USAGE', { message: 'm', memory: { values: { have: bytes } } });
    };
    expect(refused).toBeTypeOf('function');
  });
});
