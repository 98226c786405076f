import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtime } from '../../src/files/runtime.js';
import { version } from '../../src/files/version.js';
import { keepsPast, openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks, f401 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

const RAM = 0x20000000;

/** A run that uses every call once, with an error in the middle. */
async function useEveryCall(probe: Probe): Promise<readonly unknown[]> {
  const breakpoint = await settle(probe.resetHalt().then(() => probe.setBreakpoint(RAM)));
  return [
    await probe.identify(),
    breakpoint,
    await probe.writeMemory(RAM, Uint8Array.of(0xfe, 0xe7), 2),
    await probe.readMemory(RAM, 2),
    await probe.writeRegisters({ PC: RAM, xPSR: 0x01000000, R0: 7 }),
    await probe.readRegisters(['R0', 'PC']),
    await settle(probe.readMemory(0x60000000, 4, 4)),
    await probe.go(),
    await probe.waitHalted(10),
    await probe.programFlash(imageOf([0x08000000, [1, 2, 3, 4]])),
    await probe.resetRun(),
    await probe.close(),
  ];
}

function settle(work: Promise<unknown>): Promise<unknown> {
  return work.catch(({ code, message, remedy, details }) => ({ code, message, remedy, details }));
}

describe('trace and replay', () => {
  let folder: string;
  let trace: string;
  let recorded: readonly unknown[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpforge-trace-'));
    trace = join(folder, 'run.jsonl');
    recorded = await useEveryCall(await openProbe(`sim:${f401.name}`, { banks: allBanks, trace }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const replay = (file: string) => openProbe(`replay:${file}`, { banks: allBanks });

  async function edited(edit: (lines: string[]) => string[]): Promise<string> {
    const file = join(folder, 'edited.jsonl');
    await writeFile(file, edit((await readFile(trace, 'utf8')).split('\n')).join('\n'));
    return file;
  }

  it('answers a run from its trace, errors included', async () => {
    expect(await useEveryCall(await replay(trace))).toEqual(recorded);
  });

  it('records one line a call after a head that names its format', async () => {
    const lines = (await readFile(trace, 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      format: 'otpforge.trace/1',
      otpforge: version(),
      ...runtime(),
      probe: `sim:${f401.name}`,
    });
    expect(lines).toHaveLength(1 + 13);
    expect(lines.slice(1).map((line) => JSON.parse(line).call)).toContain('programFlash');
  });

  it('refuses a run that goes another way', async () => {
    const probe = await replay(trace);
    await probe.resetHalt();
    await expect(probe.readMemory(RAM, 2)).rejects.toMatchObject({
      code: 'PROBE_REPLAY',
      message: expect.stringMatching(/:3: the trace holds setBreakpoint where the run wants readMemory/),
    });
  });

  it('refuses other arguments', async () => {
    const probe = await replay(trace);
    await probe.resetHalt();
    await expect(probe.setBreakpoint(RAM + 2)).rejects.toMatchObject({ code: 'PROBE_REPLAY' });
  });

  it.each([
    [
      'half a last line, as a power cut leaves it, only where it is needed',
      (lines: string[]) => [...lines.slice(0, 4), (lines[4] ?? '').slice(0, 20)],
      /:5: the trace ends where the run wants/,
    ],
    ['an end before the run’s', (lines: string[]) => lines.slice(0, 4), /ends where the run wants/],
    [
      'a line that is not JSON',
      (lines: string[]) => [...lines.slice(0, 2), '{', ...lines.slice(2)],
      /:3: .*not JSON/,
    ],
    ['a line that is no call', (lines: string[]) => [lines[0] ?? '', '{"a":1}'], /:2: .*not a recorded call/],
  ])('refuses a trace with %s', async (_what, edit, message) => {
    const file = await edited(edit);
    const run = async () => useEveryCall(await replay(file));
    await expect(run()).rejects.toMatchObject({
      code: 'PROBE_REPLAY',
      message: expect.stringMatching(message),
    });
  });

  it('answers what a journal told, and asks one where the trace holds nothing of it', async () => {
    const past = [{ units: [{ address: 0x1fff7800, length: 4 }], since: [] }];
    const kept = join(folder, 'past.jsonl');
    for (const runs of [past, []]) {
      const probe = await openProbe(`sim:${f401.name}`, { banks: allBanks, trace: kept });
      if (!keepsPast(probe)) throw new Error('a traced probe keeps what the journal tells');
      expect(await probe.cutOffRuns(async () => runs)).toEqual(runs);
      await probe.close();
      const replayed = await replay(kept);
      if (!keepsPast(replayed)) throw new Error('a replayed trace knows what the journal told');
      const asked = [{ units: [], since: [] }];
      expect(await replayed.cutOffRuns(async () => asked)).toEqual(runs.length > 0 ? past : asked);
    }
  });

  it('refuses a trace of a newer format', async () => {
    const file = await edited(([head = '', ...rest]) => [head.replace('trace/1', 'trace/2'), ...rest]);
    await expect(replay(file)).rejects.toMatchObject({ code: 'FORMAT_TOO_NEW' });
  });
});
