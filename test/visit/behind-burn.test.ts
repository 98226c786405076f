import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { errorVerdict } from '../../src/cli/verdict-text.js';
import { type ErrorCode, OtpforgeError } from '../../src/errors/index.js';
import { Connection } from '../../src/probe/index.js';
import { plain } from '../../src/text/tone.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();

/** The second session of a visit cannot be opened. */
function closedWith(code: ErrorCode, before: () => void = () => undefined) {
  const spy = vi.spyOn(Connection.prototype, 'reopen').mockImplementation(async () => {
    before();
    throw new OtpforgeError(code, { message: 'the board is away', details: { vtrefMv: 12 } });
  });
  onTestFinished(() => spy.mockRestore());
  return spy;
}

async function failed(visit: Promise<unknown>): Promise<OtpforgeError> {
  const error = await visit.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OtpforgeError);
  return error as OtpforgeError;
}

const lines = { cold: 'verify: cold\n', level: 'expect: { rdp: 0 }\n' } as const;

describe.each(['cold', 'level'] as const)('a session behind the burn that is lost (%s)', (line) => {
  it.each(['PROBE_UNAVAILABLE', 'TARGET_FAULT'] as const)(
    'with %s does not say that nothing was written',
    async (code) => {
      const bench = await visits.open('L4', lines[line]);
      const fault = 'supply-off@3';
      const spy = closedWith(code);
      const error = await failed(bench.present('a.chip', { fault }));
      expect(error).toMatchObject({ code: 'BURN_INTERRUPTED', exitCode: 7, details: { code, vtrefMv: 12 } });
      expect(error.message).toMatch(/^interrupted behind the burn: the unit is burnt .*the board is away$/);
      expect(plain(errorVerdict(error))).toMatch(/^INTERRUPTED: /);
      expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
      spy.mockRestore();
      const burnt = readFileSync(visits.path('a.chip'));
      expect(await bench.present('a.chip', { fault })).toMatchObject({
        result: 'verified',
        unit: { unit: 1 },
      });
      expect(readFileSync(visits.path('a.chip'))).toEqual(burnt);
    },
  );

  it('is stopped where somebody asked for it', async () => {
    const bench = await visits.open('L4', lines[line]);
    const stop = new AbortController();
    closedWith('TARGET_POWER', () => stop.abort());
    const error = await failed(bench.present('a.chip', { fault: 'supply-off@3', signal: stop.signal }));
    expect(error).toMatchObject({ code: 'BURN_STOPPED', exitCode: 7, details: { code: 'TARGET_POWER' } });
    expect(plain(errorVerdict(error))).toMatch(/^INTERRUPTED: /);
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
  });
});
