import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { fc, runs } from '../support/property.js';
import { hostBench } from './chip-target.js';
import { HostError, VerifyError } from './host.js';
import { hosts } from './hosts.js';
import { blank, differing, fulfilled, hexOf, impossible, trials } from './wish.js';

/**
 * Whatever a host does with a hex file of whole units: it burns nothing but what differs in it, each unit once; what
 * cannot be is an error; what can be is done, and only a host that compares its own filling may still complain.
 */
describe.each([f401, l476])('any hex on any $name', (device) => {
  const { bank } = device;

  it.each(hosts)('through $name: nothing but the wish is burnt', async (host) => {
    await fc.assert(
      fc.asyncProperty(trials(bank), async (trial) => {
        const held = fulfilled(blank(bank), trial.held);
        const bench = await hostBench(device, held);
        const outcome = await host
          .program(bench.target, hexOf(bank, trial.wish))
          .catch((error: unknown) => error);
        expect([undefined, expect.any(HostError)]).toContainEqual(outcome);

        const wanted = differing(held, trial.wish);
        const burnt = new Map([...trial.wish].filter(([offset]) => bench.burnt.includes(offset)));
        expect(wanted).toEqual(expect.arrayContaining([...bench.burnt]));
        expect(new Set(bench.burnt).size).toBe(bench.burnt.length);
        expect(bench.otp()).toEqual(fulfilled(held, burnt));
        // Init unlocks for a verification as well, and a host that fails there leaves without UnInit.
        if (!(outcome instanceof VerifyError)) expect(bench.isLocked()).toBe(true);

        if (impossible(bank, held, trial.wish).length > 0) {
          expect(outcome).toBeInstanceOf(HostError);
          return;
        }
        expect(bench.burnt).toEqual(wanted);
        if (outcome instanceof Error)
          expect([outcome.message, host.verifiesFill]).toEqual([verifyFailed, true]);
      }),
      { numRuns: runs(25) },
    );
  });
});

const verifyFailed = expect.stringContaining('verify failed');
