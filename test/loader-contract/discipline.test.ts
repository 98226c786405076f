import { beforeAll, describe, expect, it } from 'vitest';
import { DCEN, DCRST, keys } from './controllers.js';
import { type Access, ram } from './machine.js';
import { onEveryLoader } from './matrix.js';
import { type Scenario, scenarios, stackUsed } from './scenarios.js';
import type { Range } from './session.js';

/** What holds on every path, whether the loader succeeds or refuses. */
onEveryLoader((place) => {
  const { controller, bank } = place;
  const { base, size, writeUnit } = bank.otp;

  describe.each(scenarios(place))('$name', (scenario) => {
    let run: Awaited<ReturnType<Scenario['run']>>;
    beforeAll(async () => {
      run = await scenario.run();
    });

    const stores = () => run.outcome.accesses.filter(({ kind }) => kind === 'write');
    const storesTo = (register: number) => stores().filter(({ address }) => address === register);
    const values = (register: number) => storesTo(register).map(({ value }) => value);

    it(`ends with status ${scenario.status} in R1, and 0 or 1 in R0`, () => {
      expect(run.outcome.fault).toBeUndefined();
      expect(run.outcome.r1).toBe(scenario.status);
      expect(run.outcome.r0).toBe(scenario.status === 0 ? 0 : 1);
      expect(run.outcome.sp).toBe(ram.stackTop);
    });

    it('touches neither CR nor flash while BSY, and commits no other offence', () => {
      expect(run.outcome.offences).toEqual([]);
    });

    it('gives ACR back as it was', async () => {
      expect((await run.session.state()).acr).toBe(run.acr);
    });

    it('leaves LOCK set and PG clear', async () => {
      const { cr } = await run.session.state();
      expect(cr & controller.lock).toBe(controller.lock | 0);
      expect(cr & controller.program).toBe(0);
    });

    it('writes no register but KEYR, SR, CR and IWDG_KR, and ACR where it has a data cache, each as a word', () => {
      const others = stores().filter(
        (store) => !isRam(store.address) && !isOtp(store.address) && !isBank(store),
      );
      const allowed = new Set([controller.KEYR, controller.CLEAR, controller.CR, controller.IWDG_KR]);
      if (controller.hasDataCache) allowed.add(controller.ACR);
      expect(others.filter(({ address, width }) => !allowed.has(address) || width !== 4)).toEqual([]);
    });

    it('writes to CR only PG, nothing and LOCK', () => {
      expect(values(controller.CR).filter((value) => !controller.allowedCr.includes(value))).toEqual([]);
    });

    it('writes to SR only flags that the manual lets be cleared', () => {
      expect(values(controller.CLEAR).filter((value) => value & ~controller.clearFlags)).toEqual([]);
    });

    it('writes to KEYR only the keys', () => {
      expect(values(controller.KEYR).filter((value) => value !== keys[0] && value !== keys[1])).toEqual([]);
    });

    it('changes no bit of ACR but DCEN and DCRST', () => {
      expect(values(controller.ACR).filter((value) => (value ^ run.acr) & ~(DCEN | DCRST))).toEqual([]);
    });

    it('feeds the watchdog once', () => {
      expect(values(controller.IWDG_KR)).toEqual([0xaaaa]);
    });

    it('stores to OTP as wide as the controller wants, and only inside the bank', () => {
      const width = writeUnit === 1 ? 1 : 4;
      expect(stores().filter((store) => isOtp(store.address) && !isBank(store))).toEqual([]);
      expect(stores().filter((store) => isBank(store) && store.width !== width)).toEqual([]);
    });

    if (controller.hasDataCache) {
      it('reads and writes OTP only with the data cache off', () => {
        let acr = run.acr;
        const cached: Access[] = [];
        for (const access of run.outcome.accesses) {
          if (access.address === controller.ACR) acr = access.value;
          else if (isOtp(access.address) && acr & DCEN) cached.push(access);
        }
        expect(cached).toEqual([]);
      });

      it('resets the data cache after the last store to OTP, before it is on again', () => {
        const last = run.outcome.accesses.findLastIndex(
          (access) => access.kind === 'write' && isOtp(access.address),
        );
        if (last < 0) return;
        const acr = run.outcome.accesses.slice(last).filter(({ address }) => address === controller.ACR);
        const set = acr.findIndex(({ value }) => value & DCRST);
        expect(acr[set]!.value & DCEN).toBe(0);
        expect(acr.slice(0, set).filter(({ value }) => value & DCEN)).toEqual([]);
        expect(acr[set + 1]!.value & (DCRST | DCEN)).toBe(0);
      });
    }

    it('uses at most 200 bytes of stack', () => {
      expect(stackUsed(run.outcome, ram.stackTop)).toBeLessThanOrEqual(200);
    });

    it('stores nothing in RAM but its stack and the words of the job that are its answer', () => {
      const mine = [stack, ...run.outcome.results];
      expect(stores().filter((store) => isRam(store.address) && !within(store, mine))).toEqual([]);
    });

    it('stores the status of a job once, and nothing outside its stack after it', () => {
      const [answer] = run.outcome.results;
      if (!answer) return;
      const outside = stores().filter((store) => !within(store, [stack]));
      const statuses = outside.filter(({ address }) => address === answer.start);
      expect(statuses).toEqual([outside.at(-1)]);
    });

    it('reads nothing but its code, its stack, the source and the bank', () => {
      const { codeAt, loader } = run.session;
      const code = { start: codeAt, end: codeAt + loader.code.length };
      const mine = [code, stack, ...run.outcome.sources, { start: base, end: base + size }];
      const reads = run.outcome.accesses.filter(({ kind }) => kind === 'read');
      expect(reads.filter((read) => !within(read, mine))).toEqual([]);
    });
  });

  function isBank(access: Access): boolean {
    return within(access, [{ start: base, end: base + size }]);
  }
});

const stack: Range = { start: ram.stackTop - 256, end: ram.stackTop };

function within({ address, width }: Access, ranges: readonly Range[]): boolean {
  return ranges.some(({ start, end }) => address >= start && address + width <= end);
}

function isRam(address: number): boolean {
  return address >= ram.base && address < ram.base + ram.size;
}

/** ST's one-time area and what lies around it. */
function isOtp(address: number): boolean {
  return address >= 0x1ff00000 && address < ram.base;
}
