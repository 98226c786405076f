import { describe, expect, it } from 'vitest';
import { type DieContent, type DieVerdict, judgeDie, type LedgerState } from '../../src/visit/judge-die.js';

const states: readonly LedgerState[] = [
  'unknown',
  'reserved',
  'failed',
  'bound',
  'reported',
  'burning',
  'verified',
  'released',
  'scrapped',
];

const text = (verdict: DieVerdict) => (verdict.does === 'refuse' ? verdict.code : verdict.does);

/** One row a content: what becomes of the die in each of the states above. */
const table: Readonly<Record<DieContent, readonly string[]>> = {
  // biome-ignore format: a table
  unreadable: ['UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_UNREADABLE', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  taken: ['IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  unbound: ['bind', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  foreign: ['IDENTITY_UNKNOWN', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'IDENTITY_DIFFERS', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  damaged: ['UNIT_UNREADABLE', 'burn', 'burn', 'burn', 'burn', 'burn', 'VERIFIED_UNIT_CHANGED', 'IDENTITY_DIFFERS', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  part: ['IDENTITY_UNKNOWN', 'burn', 'burn', 'burn', 'burn', 'burn', 'VERIFIED_UNIT_CHANGED', 'IDENTITY_DIFFERS', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  whole: ['IDENTITY_UNKNOWN', 'burn', 'burn', 'burn', 'burn', 'burn', 'again', 'IDENTITY_DIFFERS', 'UNIT_SCRAPPED'],
  // biome-ignore format: a table
  blank: ['allocate', 'burn', 'burn', 'UID_TWICE', 'UID_TWICE', 'burn', 'UID_TWICE', 'allocate', 'UNIT_SCRAPPED'],
};

describe('the verdict on a die', () => {
  const cases = Object.entries(table).flatMap(([content, row]) =>
    states.map((state, at) => [content as DieContent, state, row[at] ?? ''] as const),
  );
  it.each(cases)('that holds %s content and is %s in the ledger is %s', (content, state, expected) => {
    expect(text(judgeDie({ content, state }))).toBe(expected);
  });

  it('of which a rework is open is never that it is as it was verified', () => {
    const verified = { content: 'whole', state: 'verified', isReworkOpen: true } as const;
    expect(text(judgeDie(verified))).toBe('REWORK_OPEN');
    expect(text(judgeDie({ ...verified, content: 'unreadable', isProtected: true }))).toBe('REWORK_OPEN');
    expect(text(judgeDie({ ...verified, rework: true }))).toBe('rework');
    expect(text(judgeDie({ ...verified, content: 'part' }))).toBe('VERIFIED_UNIT_CHANGED');
    expect(text(judgeDie({ ...verified, state: 'failed' }))).toBe('burn');
  });

  it('that is set aside is the same whatever it holds, unless it is scrapped or busy', () => {
    for (const content of Object.keys(table) as DieContent[])
      for (const state of states.filter((each) => each !== 'scrapped'))
        expect(text(judgeDie({ content, state, isSetAside: true }))).toBe('set-aside');
    const verdict = (more: object) =>
      text(judgeDie({ content: 'whole', state: 'burning', isSetAside: true, ...more }));
    expect(verdict({ state: 'scrapped' })).toBe('UNIT_SCRAPPED');
    expect(verdict({ isClaimLive: true })).toBe('UNIT_BUSY');
    expect(verdict({ isOtherLive: true })).toBe('UNIT_BUSY');
  });

  it('of which a rework is open at another stage passes at none', () => {
    for (const [content, row] of Object.entries(table))
      for (const [at, state] of states.entries()) {
        const alone = row[at] ?? '';
        const verdict = judgeDie({ content: content as DieContent, state, isOtherReworkOpen: true });
        const passes = ['allocate', 'burn', 'again'].includes(alone);
        expect([content, state, text(verdict)]).toEqual([content, state, passes ? 'REWORK_OPEN' : alone]);
      }
    const rework = { content: 'whole', state: 'verified', rework: true, isOtherReworkOpen: true } as const;
    expect(text(judgeDie(rework))).toBe('rework');
  });

  it('is a second die of one UID where a blank one has burnt units on record', () => {
    for (const state of ['failed', 'burning', 'reserved'] as const) {
      expect(text(judgeDie({ content: 'blank', state, isBurnt: true }))).toBe('UID_TWICE');
    }
  });

  it('that is damaged and unknown is not judged by the values that it holds', () => {
    for (const content of ['taken', 'unbound', 'foreign'] as const) {
      expect(text(judgeDie({ content, state: 'unknown', isDamaged: true }))).toBe('UNIT_UNREADABLE');
      const known = { content, state: 'failed', isDamaged: true } as const;
      expect(text(judgeDie(known))).toBe(content === 'foreign' ? 'IDENTITY_DIFFERS' : 'IDENTITY_TAKEN');
    }
  });

  it('that is known at another stage differs where it is not blank', () => {
    for (const content of ['part', 'whole', 'foreign', 'damaged'] as const)
      expect(text(judgeDie({ content, state: 'unknown', isKnown: true }))).toBe('IDENTITY_DIFFERS');
    expect(text(judgeDie({ content: 'blank', state: 'unknown', isKnown: true }))).toBe('allocate');
  });

  it('that is known at another stage gets no values of a batch', () => {
    expect(text(judgeDie({ content: 'unbound', state: 'unknown', isKnown: true }))).toBe('IDENTITY_TAKEN');
  });

  it('of which nothing is left at a new stage is a second one, or was erased', () => {
    const emptied = { content: 'blank', state: 'unknown', isKnown: true, isBurnt: true } as const;
    expect(text(judgeDie(emptied))).toBe('UID_TWICE');
    expect(text(judgeDie({ ...emptied, isSector: true }))).toBe('IDENTITY_ERASED');
    expect(text(judgeDie({ ...emptied, isSector: true, rewrite: true }))).toBe('allocate');
  });

  it('waits for the visit that holds its claim', () => {
    expect(text(judgeDie({ content: 'part', state: 'burning', isClaimLive: true }))).toBe('UNIT_BUSY');
    expect(text(judgeDie({ content: 'blank', state: 'burning', isClaimLive: true }))).toBe('UNIT_BUSY');
  });

  it('waits for a visit of its unit at another stage, unless it is refused anyway', () => {
    for (const [content, row] of Object.entries(table))
      for (const [at, state] of states.entries()) {
        const alone = row[at] ?? '';
        const writes = ['allocate', 'burn', 'again', 'bind', 'VERIFIED_UNIT_CHANGED'].includes(alone);
        const verdict = judgeDie({ content: content as DieContent, state, isOtherLive: true });
        expect([content, state, text(verdict)]).toEqual([content, state, writes ? 'UNIT_BUSY' : alone]);
      }
  });

  it('of an erased sector waits for --rewrite', () => {
    for (const state of ['verified', 'reported', 'bound'] as const) {
      const erased = { content: 'blank', state, isSector: true } as const;
      expect(text(judgeDie(erased))).toBe('IDENTITY_ERASED');
      expect(text(judgeDie({ ...erased, rewrite: true }))).toBe('burn');
      expect(text(judgeDie({ ...erased, isSector: false, rewrite: true }))).toBe('UID_TWICE');
    }
    expect(text(judgeDie({ content: 'blank', state: 'failed', isSector: true, isBurnt: true }))).toBe('burn');
  });

  it('that its own line has protected is judged without its content, and never burnt', () => {
    for (const [at, state] of states.entries()) {
      const unread = text(judgeDie({ content: 'unreadable', state, isProtected: true }));
      expect([state, unread]).toEqual([
        state,
        state === 'verified' ? 'again' : state === 'scrapped' ? 'UNIT_SCRAPPED' : 'UNIT_UNREADABLE',
      ]);
      expect(text(judgeDie({ content: 'unreadable', state, isProtected: true, rework: true }))).not.toMatch(
        /again|rework/,
      );
      for (const content of ['blank', 'part', 'whole', 'damaged'] as const) {
        const open = table[content][at] ?? '';
        const expected = ['allocate', 'burn'].includes(open) ? 'UNIT_UNREADABLE' : open;
        expect(text(judgeDie({ content, state, isProtected: true }))).toBe(expected);
      }
    }
    const whole = { content: 'whole', state: 'verified', isProtected: true } as const;
    expect(text(judgeDie({ ...whole, rework: true }))).toBe('UNIT_UNREADABLE');
  });

  it('writes the firmware of a verified unit only when asked to', () => {
    const whole = { content: 'whole', state: 'verified' } as const;
    expect(text(judgeDie({ ...whole, rework: true }))).toBe('rework');
    expect(text(judgeDie({ ...whole, content: 'part', rework: true }))).toBe('VERIFIED_UNIT_CHANGED');
  });
});
