import { afterAll, describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { StandIn } from '../jlink-standin/bench.js';
import { f401, l476 } from '../support/banks.js';
import { finishes, isBlank, otpOf, programOver, unitImage } from './support.js';

const standIn = new StandIn();
afterAll(() => standIn.close());

/** Some sixty runs in processes of their own, two at each point. */
const timeLimitMs = 600_000;

describe.each([f401, l476])('a probe that is unplugged, $name', (device) => {
  it(
    'at any call of a run: a documented exit code, no false claim, and the next run finishes',
    async () => {
      let desk = await standIn.desk(device);
      await programOver(desk, unitImage(desk));
      const clean = desk.calls().filter((line) => /^JLINK/.test(line));
      // Connecting asks for each register's name, and is the same for each chip: one unplugging tells as much as thirty.
      const first = device === f401 ? 0 : clean.indexOf('JLINKARM_Reset');
      const points = clean.flatMap((call, index) =>
        index < first || (call === 'JLINKARM_GetRegisterName' && clean[index - 1] === call)
          ? []
          : [index + 1],
      );
      for (const point of points) {
        desk = await standIn.desk(device, { faults: [`drop * ${point}`] });
        const at = `unplugged at call ${point}, ${clean[point - 1]}`;
        const outcome = await programOver(desk, unitImage(desk)).catch((error: unknown) => error);
        const untouched = isBlank(otpOf(desk)) && desk.chip.counters.flashOperations === 0;
        if (outcome instanceof OtpforgeError) {
          expect([outcome.exitCode, at]).toEqual([expect.toBeOneOf([4, 7]), at]);
          if (outcome.exitCode === 4) expect([untouched, at]).toEqual([true, at]);
        } else {
          // Only unplugging after everything was read back, or before anything was opened, may go unnoticed.
          expect([outcome, at]).toMatchObject([{ result: 'done' }, at]);
          expect([clean.slice(point - 1), at]).toEqual([
            expect.not.arrayContaining(['JLINKARM_ReadMemEx']),
            at,
          ]);
        }
        expect([desk.misuse(), at]).toEqual(['', at]);
        await finishes(desk);
      }
    },
    timeLimitMs,
  );
});
