import type { Bank } from '../../src/bank/index.js';
import { at, fullData, otpWith, someBytes, stuckUnit } from './contents.js';
import { type Segment, status } from './job.js';
import type { Place, Setup } from './matrix.js';
import { type RequestOutcome, type Session, stackRoom } from './session.js';

/** One way through the loader, with the status at its end. */
export interface Scenario {
  readonly name: string;
  readonly status: number;
  run(): Promise<{ readonly session: Session; readonly outcome: RequestOutcome; readonly acr: number }>;
}

interface Path {
  readonly name: string;
  readonly status: number;
  readonly setup?: Setup;
  readonly segments: readonly Segment[];
  /** Paths of the job itself, which ProgramPage cannot take. */
  readonly header?: { readonly magic: number };
}

/** Every way through ProgramPage (Init before it, UnInit only after success) and through Burn. */
export function scenarios(place: Place): readonly Scenario[] {
  return [...paths(place)].flatMap((path) => {
    const burn = burnScenario(place, path);
    return path.segments.length === 1 && !path.header ? [pageScenario(place, path), burn] : [burn];
  });
}

function pageScenario(place: Place, { name, status: end, setup, segments }: Path): Scenario {
  return {
    name: `ProgramPage of ${name}`,
    status: end,
    run: async () => {
      const session = await place.open({ acr: place.controller.acr.firmware, ...setup });
      const { address, bytes } = segments[0]!;
      await session.init();
      const outcome = await session.program(address, bytes);
      if (outcome.r0 === 0) await session.unInit();
      return { session, outcome, acr: setup?.acr ?? place.controller.acr.firmware };
    },
  };
}

function burnScenario(place: Place, { name, status: end, setup, segments, header }: Path): Scenario {
  return {
    name: `Burn of ${name}`,
    status: end,
    run: async () => {
      const session = await place.open({ acr: place.controller.acr.firmware, ...setup });
      const outcome = await session.burn(segments, header ? { header } : {});
      return { session, outcome, acr: setup?.acr ?? place.controller.acr.firmware };
    },
  };
}

function* paths({ bank, controller }: Place): Generator<Path> {
  const unit = bank.otp.writeUnit;
  const { base, size } = bank.otp;
  const data = fullData(bank);
  const all = [{ address: base, bytes: data }];
  const few = [{ address: base, bytes: someBytes(4 * unit) }];

  yield { name: 'a full blank bank', status: status.done, segments: all };
  yield { name: 'a full bank with ACR at zero', status: status.done, setup: { acr: 0 }, segments: all };
  yield {
    name: 'a few units with stale flags and unlocked',
    status: status.done,
    setup: { flags: controller.staleFlags, unlocked: true },
    segments: few,
  };
  yield {
    name: 'what is already there',
    status: status.done,
    setup: { otp: otpWith(bank, [0, data]) },
    segments: all,
  };
  yield {
    name: 'all ones',
    status: status.done,
    segments: [{ address: base, bytes: new Uint8Array(4 * unit).fill(0xff) }],
  };
  yield {
    name: 'a conflict',
    status: status.conflict,
    setup: { otp: otpWith(bank, [3 * unit, new Uint8Array(unit)]) },
    segments: [{ address: base, bytes: new Uint8Array(4 * unit).fill(0x11) }],
  };
  yield {
    name: 'a range past the end',
    status: status.range,
    segments: [{ address: base + size, bytes: someBytes(unit) }],
  };
  yield {
    name: 'a controller that will not unlock',
    status: status.unlock,
    setup: { deaf: true },
    segments: few,
  };
  yield {
    name: 'a stuck cell',
    status: status.readBack,
    setup: { stuck: stuckUnit(bank, 1) },
    segments: [{ address: base, bytes: new Uint8Array(4 * unit) }],
  };
  yield { name: 'no job', status: status.notAJob, segments: few, header: { magic: 0 } };
  yield {
    name: 'two segments',
    status: status.done,
    segments: [...few, { address: at(bank, 8 * unit), bytes: someBytes(2 * unit, 2) }],
  };
  if (bank.otp.locks) yield* lockPaths(bank, bank.otp.locks.offset);
  // A flash word of H7 has no flag for it: nothing but its contents is judged.
  if (bank.otp.writeUnit === 8)
    yield { name: 'a spent unit', status: status.flags, setup: { spent: [base + unit] }, segments: few };
  if (!controller.pending) return;
  yield {
    name: 'units whose CFGBSY falls late',
    status: status.done,
    setup: { latePending: 500 },
    segments: few,
  };
  yield {
    name: 'half a unit that somebody left',
    status: status.flags,
    setup: { half: base + unit },
    segments: few,
  };
}

function* lockPaths(bank: Bank, locks: number): Generator<Path> {
  const { base } = bank.otp;
  const otp = otpWith(bank, [locks, [0]]);
  yield { name: 'a lock byte', status: status.done, segments: [{ address: base + locks, bytes: [0] }] };
  yield {
    name: 'data in a locked block',
    status: status.locked,
    setup: { otp },
    segments: [{ address: base, bytes: [1, 2] }],
  };
  yield {
    name: 'a lock byte of AA',
    status: status.lockByte,
    segments: [{ address: base + locks, bytes: [0xaa] }],
  };
  yield {
    name: 'a lock byte before its data',
    status: status.flags,
    segments: [
      { address: base + locks, bytes: [0] },
      { address: base, bytes: [1] },
    ],
  };
}

/** Lowest address below MSP that a call stored to, as bytes of stack. */
export function stackUsed(outcome: RequestOutcome, stackTop: number): number {
  const stores = outcome.accesses.filter(
    ({ kind, address }) => kind === 'write' && address < stackTop && address >= stackTop - 4 * stackRoom,
  );
  return Math.max(0, ...stores.map(({ address }) => stackTop - address));
}
