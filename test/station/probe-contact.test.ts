import { describe, expect, it } from 'vitest';
import { type ErrorCode, OtpforgeError } from '../../src/errors/index.js';
import { openProbe, type Probe, parseProbeUri } from '../../src/probe/index.js';
import { contactOf } from '../../src/station/contact-of.js';
import { allBanks } from '../support/banks.js';
import { StepClock } from './steps.js';

const never = new AbortController().signal;
const jlink = parseProbeUri('jlink:1');
const stlink = parseProbeUri('stlink:1');

/** A bench whose probe answers with a supply in millivolts, or with an error at each opening. */
class FakeBench {
  readonly clock = new StepClock();
  supply: number | OtpforgeError = 0;
  opened = 0;
  /** How long an opening that fails takes. */
  failsIn = 0;
  closed = 0;

  at(ms: number, supply: number | OtpforgeError): this {
    this.clock.at(ms, () => {
      this.supply = supply;
    });
    return this;
  }

  contact(uri = jlink) {
    return contactOf('1', uri, { open: () => this.#open(), clock: this.clock });
  }

  async #open(): Promise<Probe> {
    if (this.supply instanceof OtpforgeError) {
      const { supply } = this;
      await this.clock.wait(this.failsIn, never);
      throw supply;
    }
    // As a J-Link does it.
    if (this.supply < 1000) throw failed('TARGET_POWER', this.supply);
    this.opened += 1;
    const sim = await openProbe('sim:STM32F401RE', { banks: allBanks });
    const identify = async () => {
      if (this.supply instanceof OtpforgeError) throw this.supply;
      return { ...(await sim.identify()), vtrefMv: this.supply };
    };
    const close = async () => {
      this.closed += 1;
    };
    return Object.assign(Object.create(sim), { identify, close });
  }
}

function failed(code: ErrorCode, vtrefMv?: number): OtpforgeError {
  return new OtpforgeError(code, { message: code, details: vtrefMv === undefined ? {} : { vtrefMv } });
}

describe('the contact of a probe that measures the supply', () => {
  it('has a board in once its supply was steady for 300 ms', async () => {
    const bench = new FakeBench().at(1000, 3300).at(1200, 1400).at(2000, 3300);
    expect(await bench.contact().boardIn(never)).toBe(jlink);
    expect(bench.clock.now()).toBe(2300);
    expect(bench.opened).toBe(bench.closed);
  });

  it('says that the probe answers, before a board is in, and not where it does not', async () => {
    const answers: number[] = [];
    const bench = new FakeBench().at(1000, failed('JLINK_LIBRARY_MISSING'));
    const waiting = bench.contact().boardIn(never, () => answers.push(bench.clock.now()));
    await expect(waiting).rejects.toMatchObject({ code: 'JLINK_LIBRARY_MISSING' });
    expect([answers[0], answers.at(-1)]).toEqual([0, 900]);
  });

  it('has it out once there was none for 300 ms, and not at a dip or between the two', async () => {
    const bench = new FakeBench();
    bench.supply = 3300;
    bench.at(500, 0).at(700, 3300).at(1000, 600).at(3000, 499);
    await bench.contact().boardOut(never);
    expect(bench.clock.now()).toBe(3300);
    expect(bench.opened).toBe(bench.closed);
  });

  it('says whether one is in without waiting, and leaves no session open', async () => {
    const bench = new FakeBench();
    const { isIn } = bench.contact();
    expect(await isIn?.(never)).toBe(false);
    bench.supply = 3300;
    expect(await isIn?.(never)).toBe(true);
    // Nobody knows of a probe that another session has.
    bench.supply = failed('PROBE_BUSY');
    expect(await isIn?.(never)).toBe(true);
    expect(bench.clock.now()).toBe(0);
    expect(bench.opened).toBe(bench.closed);
  });

  it('says while it is watched what the watch sees, and opens no second session', async () => {
    const bench = new FakeBench();
    const contact = bench.contact();
    const seen: (boolean | undefined)[] = [];
    const look = (ms: number) =>
      bench.clock.at(ms, () => void contact.isIn?.(never).then((is) => seen.push(is)));
    look(150);
    bench.at(200, 1200);
    look(350);
    bench.at(1000, 3300);
    await contact.boardIn(never);
    expect(seen).toEqual([false, true]);
    expect(bench.opened).toBe(1);
  });

  it('takes a board whose chip does not answer for a board', async () => {
    const bench = new FakeBench().at(400, failed('PROBE_UNAVAILABLE', 3300));
    await bench.contact().boardIn(never);
    expect(bench.clock.now()).toBe(700);
    // A closed chip stays in after its verdict, too.
    bench.at(5000, 0);
    await bench.contact().boardOut(never);
    expect(bench.clock.now()).toBe(5300);
  });

  it('concludes nothing while another session has the probe', async () => {
    const bench = new FakeBench();
    bench.supply = failed('PROBE_BUSY');
    bench.at(2000, 0);
    await bench.contact().boardOut(never);
    expect(bench.clock.now()).toBe(2300);
  });

  it('has the board out when the probe is pulled off, so that no verdict outlives it', async () => {
    const bench = new FakeBench();
    bench.supply = 3300;
    bench.at(1000, failed('PROBE_LOST'));
    await bench.contact().boardOut(never);
    expect(bench.clock.now()).toBe(1300);
    expect(bench.opened).toBe(bench.closed);
  });

  it.each(['PROBE_UNSUPPORTED', 'PROBE_DEVICE_UNKNOWN', 'JLINK_LIBRARY_MISSING', 'PROBE_AMBIGUOUS'] as const)(
    'ends by %s, which no board changes',
    async (code) => {
      const bench = new FakeBench();
      bench.supply = failed(code);
      await expect(bench.contact().boardIn(never)).rejects.toMatchObject({ code });
    },
  );

  it('lets go of the probe when it is stopped', async () => {
    const controller = new AbortController();
    const bench = new FakeBench();
    bench.supply = 3300;
    bench.clock.at(900, () => controller.abort(new Error('stopped')));
    await expect(bench.contact().boardOut(controller.signal)).rejects.toThrow('stopped');
    expect(bench.opened).toBe(1);
    expect(bench.closed).toBe(1);
  });
});

describe('the contact of another probe', () => {
  it('has a board in once a session can be opened, and lets go of it', async () => {
    const bench = new FakeBench().at(1000, 3300);
    expect(await bench.contact(stlink).boardIn(never)).toBe(stlink);
    expect(bench.clock.now()).toBe(1000);
    expect([bench.opened, bench.closed]).toEqual([1, 1]);
  });

  it('has it out once none could be opened for 300 ms', async () => {
    const bench = new FakeBench();
    bench.supply = 3300;
    bench.at(500, failed('PROBE_UNAVAILABLE')).at(700, 3300).at(2000, failed('PROBE_UNAVAILABLE'));
    await bench.contact(stlink).boardOut(never);
    expect(bench.clock.now()).toBe(2300);
    expect(bench.opened).toBe(bench.closed);
  });

  it('has it out after one look that failed for a second, when the next board may be in', async () => {
    const bench = new FakeBench();
    bench.supply = 3300;
    bench.failsIn = 1000;
    bench.at(500, failed('PROBE_UNAVAILABLE')).at(1400, 3300).at(9000, failed('PROBE_UNAVAILABLE'));
    await bench.contact(stlink).boardOut(never);
    expect(bench.clock.now()).toBe(1500);
  });
});
