import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveChip } from '../../src/chip/index.js';
import { errorVerdict } from '../../src/cli/verdict-text.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { markChanged, openUnits } from '../../src/ledger/index.js';
import type { Probe } from '../../src/probe/index.js';
import { plain } from '../../src/text/tone.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { type Bench, ledgerOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const flash = 0x08000000;

const staged = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true, when: board }
  mac: { offset: 0x10, type: mac, when: board }
  lot: { offset: 0x20, type: ascii, length: 8, when: case }
`;

/** A bench with a verified unit whose firmware is another one now. */
async function verified(): Promise<Bench> {
  const bench = await visits.open('L4');
  await bench.present('a.chip');
  const chip = await visits.chipIn('a.chip', 'L4');
  chip.bench.poke(flash, new Uint8Array(64).fill(0x11));
  await saveChip(visits.path('a.chip'), chip);
  return bench;
}

/** A probe that is lost while it writes main flash. */
const losing = (probe: Probe) =>
  new Proxy(probe, {
    get(of, name) {
      if (name === 'programFlash') return lost;
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });

async function lost(): Promise<never> {
  throw new OtpforgeError('PROBE_LOST', { message: 'the cable came off' });
}

/** Hears that a rework was begun. */
function hearing(bench: Bench, heard: () => void, after: VisitLedger['transaction']): VisitLedger {
  const isBegun = () => bench.tables.events.some(({ kind }) => kind === 'rework');
  return {
    ...bench.ledger,
    transaction: async (work) => {
      if (isBegun()) return after(work);
      const result = await bench.ledger.transaction(work);
      if (isBegun()) heard();
      return result;
    },
  };
}

async function isRefused(bench: Bench): Promise<void> {
  const chip = readFileSync(visits.path('a.chip'));
  const error = await bench.present('a.chip').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'REWORK_OPEN', exitCode: 6, details: { unit: 1, state: 'verified' } });
  expect(plain(errorVerdict(error as OtpforgeError))).toBe(
    'FAILED: run the same command again with --rework.',
  );
  expect(readFileSync(visits.path('a.chip'))).toEqual(chip);
  expect(await bench.tables.in(openUnits)).toMatchObject([{ unit: 1, stages: [{ state: 'verified' }] }]);
}

describe('a rework that came to no good end', () => {
  it('is not AGAIN until another one has', async () => {
    const bench = await verified();
    await expect(bench.present('a.chip', { rework: true, wrap: losing })).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
    });
    await isRefused(bench);
    await isRefused(bench);
    await expect(bench.present('a.chip', { rework: true, wrap: losing })).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
    });
    expect(await bench.present('a.chip', { rework: true })).toMatchObject({ result: 'reworked' });
    expect(await bench.tables.in(openUnits)).toEqual([]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
    const rows = await bench.tables.in((tx) => tx.all('SELECT result, codes FROM visit ORDER BY ended'));
    expect(rows).toEqual(
      expect.arrayContaining([
        { result: 'failed', codes: '["BURN_INTERRUPTED"]' },
        { result: 'refused', codes: '["REWORK_OPEN"]' },
        { result: 'reworked', codes: '[]' },
      ]),
    );
  });

  it('is not AGAIN where the ledger never heard of its end', async () => {
    const bench = await verified();
    const ledger = hearing(
      bench,
      () => undefined,
      () => Promise.reject(new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' })),
    );
    const rework = { rework: true, ledger, retryPauseMs: 1 };
    await expect(bench.present('a.chip', rework)).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    await isRefused(bench);
    expect(await bench.present('a.chip', { rework: true })).toMatchObject({ result: 'reworked' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
  });

  it('is not AGAIN at another stage either, whose rework does not end it', async () => {
    const bench = await visits.open('L4', '  lot: { scan: "L[0-9]{7}" }\n');
    writeFileSync(visits.path('otp.yaml'), staged);
    const scans = new Map([['lot', 'L0000042']]);
    const at = (stage: string, more = {}) =>
      bench.present('a.chip', { stage, ...(stage === 'case' && { scans }), ...more });
    const openStages = async () =>
      (await bench.tables.in(openUnits)).flatMap(({ stages }) => stages.filter(({ shown }) => !shown));
    expect(await at('board')).toMatchObject({ result: 'verified' });
    expect(await at('case')).toMatchObject({ result: 'verified' });
    const chip = await visits.chipIn('a.chip', 'L4');
    chip.bench.poke(flash, new Uint8Array(64).fill(0x11));
    await saveChip(visits.path('a.chip'), chip);
    await at('case', { rework: true, wrap: losing }).catch(() => undefined);
    const isRefusedThere = async () => {
      const error = await at('board').catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'REWORK_OPEN', details: { stage: 'board', rework: 'case' } });
      expect((error as OtpforgeError).message).toMatch(/written again at stage case,/);
      expect(plain(errorVerdict(error as OtpforgeError))).toBe(
        'FAILED: present the unit with --rework --stage case.',
      );
      expect(await openStages()).toMatchObject([{ stage: 'case' }]);
    };
    await isRefusedThere();
    expect(await at('board', { rework: true })).toMatchObject({ result: 'reworked' });
    await isRefusedThere();
    expect(await at('case', { rework: true })).toMatchObject({ result: 'reworked' });
    expect(await openStages()).toEqual([]);
    expect(await at('board')).toMatchObject({ result: 'again' });
  });

  it('is refused where the bench that claimed another stage shows its life again', async () => {
    const bench = await visits.open('L4', '  lot: { scan: "L[0-9]{7}" }\n');
    writeFileSync(visits.path('otp.yaml'), staged);
    await bench.present('a.chip', { stage: 'board' });
    const claims = () => bench.tables.events.filter(({ kind }) => kind === 'claim').length;
    const gone: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (claims() === 2) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
        return bench.ledger.transaction(work);
      },
    };
    const scans = new Map([['lot', 'L0000042']]);
    const first = bench.present('a.chip', { stage: 'case', scans, ledger: gone, retryPauseMs: 1 });
    await expect(first).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    let asked = 0;
    const isStationAlive = async () => {
      asked += 1;
      return asked > 1;
    };
    const ledger = { ...ledgerOf(bench.tables, 'bench 2'), isStationAlive };
    const before = readFileSync(visits.path('a.chip'), 'utf8');
    const second = { ledger, journal: visits.path('second.jsonl'), slot: '2' };
    const visit = bench.present('a.chip', { stage: 'board', rework: true, ...second });
    await expect(visit).rejects.toMatchObject({ code: 'UNIT_BUSY' });
    expect(readFileSync(visits.path('a.chip'), 'utf8')).toBe(before);
  });

  it('is over where the unit is burnt and verified anew', async () => {
    const bench = await verified();
    await bench.present('a.chip', { rework: true, wrap: losing }).catch(() => undefined);
    const stage = (await visits.unitOf('a.chip', 'L4'))?.stages[0];
    const key = { unit: 1, generation: 1, stage: '', version: stage?.version ?? 0 };
    await bench.tables.in((tx) => markChanged(tx, { ...key, codes: ['VERIFIED_UNIT_CHANGED'] }));
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
  });
});

it('a rework that was stopped before it wrote anything leaves the unit as it was', async () => {
  const bench = await verified();
  const stop = new AbortController();
  const ledger = hearing(bench, () => stop.abort(), bench.ledger.transaction);
  const rework = { rework: true, ledger, signal: stop.signal };
  await expect(bench.present('a.chip', rework)).rejects.toMatchObject({ code: 'STOPPED', exitCode: 8 });
  expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
  expect(await bench.tables.in(openUnits)).toEqual([]);
});
