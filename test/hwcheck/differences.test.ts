import { afterAll, describe, expect, it, vi } from 'vitest';
import { inFolder } from '../support/cli.js';
import { check, differing } from './support.js';

// What silicon may do otherwise than the simulated chip: each shows in its own row, and in no other.
const differences = [
  ['CONTROL in the byte of PRIMASK', 'fault=swapped-control', 'ram.registers', /.*CONTROL 1, PRIMASK 0/],
  [
    'a debugger that reads past the cache',
    'cache=core',
    'scratch.cache-debugger',
    /its own line: what the cells hold; a line of the core: what the cells hold/,
  ],
  ['BSY some cycles late', 'fault=late-busy=40', 'scratch.busy', /FLASH_SR 0x00000000 first/],
  ['a hole that reads zero', 'fault=zero-hole', 'look.hole', /0x00000000/],
  [
    'a breakpoint one instruction on',
    'fault=late-breakpoint',
    'ram.breakpoint',
    /halted at 0x200000(?:4C|14)/,
  ],
  ['units that take three times as long', 'fault=slow=3', 'scratch.unit-time', /(?:26\d|5\d)\.\d µs/],
  ['another serial number after opening', 'fault=other-serial', 'look.serial', /sim, then sim-other/],
  ['a unique ID that changes', 'fault=moving-uid', 'look.uid', /2 different ones/],
] as const;

describe.each(['STM32L476RG', 'STM32F401RE'])('a simulated %s', (device) => {
  it('as it is shows no difference', () =>
    inState(async (folder) => {
      const { rows, result, otpSpent } = await check(folder, `sim:${device}`);
      expect(differing(rows)).toEqual([]);
      expect({ result, otpSpent }).toEqual({ result: 'complete', otpSpent: 0 });
    }));

  it.each(differences)('with %s shows it in one row', (_, option, id, seen) =>
    inState(async (folder) => {
      const { rows, result, otpSpent } = await check(folder, `sim:${device},${option}`);
      expect(differing(rows)).toEqual([expect.stringMatching(`${id}: ${seen.source}`)]);
      expect({ result, otpSpent }).toEqual({ result: 'differs', otpSpent: 0 });
      expect(rows.filter(({ verdict }) => verdict === 'ok').length).toBeGreaterThan(25);
    }),
  );
});

function inState(work: (folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    vi.stubEnv('OTPFORGE_STATE_DIR', `${folder}/state`);
    await work(folder);
  });
}

afterAll(() => {
  vi.unstubAllEnvs();
});
