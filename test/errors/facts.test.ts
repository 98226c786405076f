import { describe, expect, it } from 'vitest';
import { UnitRun } from '../../src/burn/unit-run.js';
import { type ErrorCode, errorCodes, factsOf, OtpforgeError } from '../../src/errors/index.js';
import { interruptedAmong } from '../../src/journal/interrupted-runs.js';
import type { JournalLine } from '../../src/journal/line.js';
import { sourceTexts } from '../support/sources.js';

const codes = Object.keys(errorCodes) as ErrorCode[];
const failing = (code: ErrorCode) => new OtpforgeError(code, { message: 'x' });

/** What becomes of an error that ends the second thing that a run writes. */
async function afterWrite(code: ErrorCode): Promise<ErrorCode> {
  const run = new UnitRun(undefined);
  const work = run.guard(async () => {
    await run.step('first', async (begin) => begin());
    await run.step('second', async (begin) => {
      begin();
      throw failing(code);
    });
  });
  return work.then(
    () => expect.unreachable(),
    (error: OtpforgeError) => error.code,
  );
}

describe('what an error code means', () => {
  it('is for the library its exit code, and nothing for a code of another version', () => {
    for (const code of codes) expect(errorCodes[code]).toBe(failing(code).exitCode);
    expect([factsOf('NEWER_THAN_US'), factsOf('toString'), factsOf('__proto__')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says that nothing was written wherever the exit code does, and the other way round', () => {
    const effects = new Map<number, Set<string>>();
    for (const code of codes) {
      const of = effects.get(errorCodes[code]) ?? new Set();
      effects.set(errorCodes[code], of.add(failing(code).facts.effect));
    }
    for (const exit of [2, 3, 4, 5, 8, 9])
      expect([exit, ...(effects.get(exit) ?? [])]).toEqual([exit, 'none']);
    expect([...(effects.get(7) ?? [])]).toEqual(['partial']);
  });

  it.each(codes)('%s after a write ends the run itself only if it says what was written', async (code) => {
    const itself = ['verdict', 'partial'].includes(failing(code).facts.effect);
    expect(await afterWrite(code)).toBe(itself ? code : 'BURN_INTERRUPTED');
  });

  // It ends a build with the exit code of a verdict, and claims nothing about a chip.
  it('is no verdict on a chip because of its exit code', async () => {
    expect(errorCodes.BUILD_DIFFERS).toBe(errorCodes.READ_BACK_DIFFERS);
    expect(await afterWrite('BUILD_DIFFERS')).toBe('BURN_INTERRUPTED');
  });

  it('is a verdict for just these codes', () => {
    expect(codes.filter((code) => failing(code).facts.effect === 'verdict').toSorted()).toEqual([
      'AFTER_FAILED',
      'BURN_FAILED',
      'COLD_DIFFERS',
      'DIE_CHANGED',
      'FIRMWARE_DIFFERS',
      'FLASH_DOWNLOAD_FAILED',
      'FUSES_DIFFER',
      'RDP_UNEXPECTED',
      'READ_BACK_DIFFERS',
      'READ_BACK_WEAK',
      'SECTOR_CHANGED',
      'SECTOR_ERASE_FAILED',
      'UNIT_INVALID',
      'UNIT_SPENT',
      'UNPLANNED_CHANGE',
    ]);
  });

  it.each(codes)('%s leaves units in doubt in a journal only if it may have cut one off', (code) => {
    expect(interruptedAmong(runThatEndedWith(code)).length > 0).toBe(failing(code).facts.cutsUnit);
  });

  it('leaves units in doubt where the code is not known', () => {
    expect(interruptedAmong(runThatEndedWith('NEWER_THAN_US'))).toHaveLength(1);
  });

  it('may have cut a unit off for just these codes', () => {
    expect(codes.filter((code) => failing(code).facts.cutsUnit).toSorted()).toEqual([
      'BURN_FAILED',
      'BURN_INTERRUPTED',
      'DFU_WRITE_FAILED',
      'DIE_CHANGED',
      'FUSES_DIFFER',
      'INTERNAL',
      'LOADER_NOT_STARTED',
      'READ_BACK_DIFFERS',
      'UNPLANNED_CHANGE',
    ]);
  });

  it('is never concluded from an exit code outside the command line', async () => {
    const concluding = (await sourceTexts('src')).filter(
      ({ file, text }) =>
        !file.startsWith('src/cli/') &&
        !file.startsWith('src/errors/') &&
        /[=!]==? ExitCode\.|ExitCode\.\w+ [=!]==?|\.exitCode [=!]==?|errorCodes\[/.test(text),
    );
    expect(concluding.map(({ file }) => file)).toEqual([]);
  });
});

function runThatEndedWith(code: string): readonly JournalLine[] {
  const zeros = '0'.repeat(64);
  const head = {
    format: 'otpforge.journal/1',
    previous: zeros,
    time: '2026-01-01T00:00:00.000Z',
    version: '0.1.0',
    run: '00000000-0000-4000-8000-000000000000',
    probe: { description: 'p', serial: '1' },
    device: 'STM32F401RE',
    bank: 'stm32f4-otp',
    uid: '00',
    plan: zeros,
    image: { sha256: zeros },
    loader: zeros,
  } as const;
  return [
    {
      ...head,
      state: 'begin',
      units: [{ address: 0x1fff7800, length: 8, kind: 'data', state: 'burn' }],
    },
    { ...head, state: 'end', result: 'failed', codes: [code] },
  ];
}
