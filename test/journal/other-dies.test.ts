import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EndLine, JournalEntry } from '../../src/journal/index.js';
import { type OtherDies, otherDies, type UnitIdentity } from '../../src/journal/other-dies.js';
import { readingJournal } from '../../src/journal/reading.js';
import { inFolder } from '../support/cli.js';
import { journalText, runEntries } from './made.js';

const [A, B, C] = ['0A', '0B', '0C'];
const serial = [{ field: 'serial', value: 'SN-1' }];
const time = '2026-11-21T09:00:00.000Z';

const unitOf = (fields: Partial<UnitIdentity>): UnitIdentity => ({
  uid: B,
  world: 'silicon',
  values: serial,
  otp: undefined,
  movedFrom: [],
  ...fields,
});

/** What a journal of some lines knows for a unit. */
function found(entries: readonly JournalEntry[], fields: Partial<UnitIdentity> = {}): Promise<OtherDies> {
  return inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    await writeFile(file, journalText(entries));
    return readingJournal(file, (view) => otherDies(view, unitOf(fields)));
  });
}

type Fields = Parameters<typeof runEntries>[0];
const run = (fields: Fields, end?: Parameters<typeof runEntries>[1]): JournalEntry[] => [
  ...runEntries({ medium: 'silicon', values: serial, time, ...fields }, end),
];
const killed = (fields: Fields) => run(fields).slice(0, 1);

describe('a value that another die has had', () => {
  it('is found, with that die, when, and how its run ended', async () => {
    const { taken } = await found(run({ uid: A }, { time: '2026-11-21T09:00:05.000Z' }));
    expect(taken).toEqual([
      { value: serial[0], die: { uid: A, time, result: 'done', codes: [], run: expect.any(String) } },
    ]);
  });

  it('is free for the same die, and so is another value', async () => {
    expect((await found(run({ uid: B }))).taken).toEqual([]);
    expect((await found(run({ uid: A }), { values: [{ field: 'serial', value: 'SN-2' }] })).taken).toEqual(
      [],
    );
    expect((await found(run({ uid: A }), { values: [{ field: 'batch', value: 'SN-1' }] })).taken).toEqual([]);
  });

  it('is had by a run that may have written it, however that ended', async () => {
    const ends: (Partial<EndLine> | undefined)[] = [
      undefined,
      { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: '16 OTP data units' },
      { result: 'failed', codes: ['READ_BACK_DIFFERS'] },
      { result: 'stopped', codes: ['BURN_STOPPED'], written: 'otp' },
      { result: 'stopped', codes: ['BURN_STOPPED'] },
      { result: 'failed', codes: ['A_CODE_OF_TOMORROW'] },
      { result: 'nothing-to-do' },
    ];
    for (const end of ends) {
      const entries = end ? run({ uid: A }, end) : killed({ uid: A });
      const { taken } = await found(entries);
      expect(taken, JSON.stringify(end)).toMatchObject([
        { die: { uid: A, result: end?.result ?? 'no-end' } },
      ]);
    }
  });

  it('is not had by a run that wrote nothing of it', async () => {
    const ends: Partial<EndLine>[] = [
      { result: 'stopped', codes: ['STOPPED'] },
      { result: 'refused', codes: ['LOADER_REFUSED'] },
      { result: 'failed', codes: ['PROBE_LOST'] },
      { result: 'failed', codes: ['FIRMWARE_DIFFERS'] },
      { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: 'the firmware' },
      { result: 'stopped', codes: ['BURN_STOPPED'], written: 'firmware' },
    ];
    for (const end of ends) {
      expect((await found(run({ uid: A }, end))).taken, JSON.stringify(end)).toEqual([]);
    }
  });

  it('is had when an older run wrote it and a newer one did not', async () => {
    const entries = [...run({ uid: A }), ...run({ uid: A }, { result: 'stopped', codes: ['STOPPED'] })];
    expect((await found(entries)).taken).toMatchObject([{ die: { uid: A, result: 'done' } }]);
  });

  it('is had by a die on which it was found, beside what the image carried', async () => {
    const entries = run({ uid: A, values: [], held: serial });
    expect((await found(entries)).taken).toMatchObject([{ die: { uid: A } }]);
  });

  it('is told apart by the keyed hash where it is secret', async () => {
    const secret = (digit: string) => [{ field: 'key', hmacSha256: digit.repeat(64) }];
    const entries = run({ uid: A, values: secret('1') });
    expect((await found(entries, { values: secret('1') })).taken).toMatchObject([{ die: { uid: A } }]);
    expect((await found(entries, { values: secret('2') })).taken).toEqual([]);
  });
});

describe('runs on simulated and replayed chips', () => {
  it('count only against each other', async () => {
    for (const medium of ['simulated', 'replayed'] as const) {
      expect((await found(run({ uid: A, medium }))).taken).toEqual([]);
      expect((await found(run({ uid: A, medium }), { world: 'simulated' })).taken).toHaveLength(1);
    }
    expect((await found(run({ uid: A }), { world: 'simulated' })).taken).toEqual([]);
  });

  it('are told by their probe in lines of older versions; what is not known is silicon', async () => {
    const older = (description: string) =>
      run({ uid: A, probe: { description, serial: '1' } }).map((entry) => {
        const { medium: _medium, ...rest } = entry as Extract<JournalEntry, { state: 'begin' }>;
        return rest;
      });
    expect((await found(older('simulated STM32F401RE'))).taken).toEqual([]);
    expect((await found(older('J-Link PLUS'))).taken).toHaveLength(1);
  });
});

describe('a value that is moved from a scrapped die', () => {
  it('is free for the die that gets it, and named as moved', async () => {
    const entries = run({ uid: A });
    expect(await found(entries, { movedFrom: [A] })).toMatchObject({ taken: [], movedFrom: [A] });
    expect(await found(entries, { movedFrom: [C] })).toMatchObject({
      taken: [{ die: { uid: A } }],
      movedFrom: [],
    });
  });

  it('stays moved: the next run of that die needs to say nothing, any other die does', async () => {
    const entries = [...run({ uid: A }), ...run({ uid: B, movedFrom: [A] })];
    expect((await found(entries)).taken).toEqual([]);
    expect((await found(entries, { uid: C })).taken).toMatchObject([{ die: { uid: B } }]);
    expect((await found(entries, { uid: C, movedFrom: [B] })).taken).toEqual([]);
    expect((await found(entries, { uid: A })).taken).toMatchObject([{ die: { uid: B } }]);
  });

  it('is not moved by a run that wrote nothing', async () => {
    const entries = [
      ...run({ uid: A }),
      ...run({ uid: B, movedFrom: [A] }, { result: 'stopped', codes: ['STOPPED'] }),
    ];
    expect((await found(entries)).taken).toMatchObject([{ die: { uid: A } }]);
  });
});

describe('an OTP part that other dies have', () => {
  const otp = 'e'.repeat(64);
  const alike = (count: number) =>
    Array.from({ length: count }, (_, index) => run({ uid: `A${index}`, values: [], otp })).flat();

  it('is counted by dies, not by runs, and the newest is named', async () => {
    const entries = [...alike(3), ...alike(2), ...run({ uid: B, values: [], otp })];
    const unit = { values: [], otp };
    expect((await found(entries, unit)).alike).toMatchObject({
      dies: 3,
      last: { uid: 'A2', result: 'done' },
    });
    expect((await found([], unit)).alike).toBeUndefined();
    expect((await found(entries, { values: [], otp: 'f'.repeat(64) })).alike).toBeUndefined();
  });

  it('is counted on any number of dies', async () => {
    const unit = { values: [], otp };
    expect((await found(alike(40), unit)).alike).toMatchObject({ dies: 40 });
    expect((await found([...alike(40), ...run({ uid: B, values: [], otp })], unit)).alike).toMatchObject({
      dies: 40,
    });
  });
});
