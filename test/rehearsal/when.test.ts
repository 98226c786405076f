import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BurnRequest, programUnit } from '../../src/burn/index.js';
import { type LoaderOrigin, loadBuiltLoader } from '../../src/loader/index.js';
import type { Medium } from '../../src/probe/index.js';
import { type RehearsalState, type RehearsalWish, rehearseWhen } from '../../src/rehearsal/index.js';
import { rig } from '../burn/support.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const project: LoaderOrigin = { kind: 'project', file: 'otpforge/loaders/acme.elf' };
const { bank } = f401;
/** The same chip by a controller that the simulated chip has no model of. */
const unknown = {
  ...f401,
  bank: { ...bank, flashInterface: undefined, controller: { ...bank.controller, name: 'acme' } },
};

interface Given {
  readonly origin?: LoaderOrigin;
  readonly medium?: Medium;
  readonly device?: typeof f401;
  readonly wish?: RehearsalWish;
}

/** Burns one unit after another, and says what became of their rehearsals. */
async function rehearsals(
  count: number,
  { origin = project, medium = 'silicon', device = f401, wish = {} }: Given,
) {
  const loader = { ...(await loadBuiltLoader(f401.bank)), origin };
  const states: (RehearsalState | undefined)[] = [];
  const chips = Array.from({ length: count }, () => rig(f401));
  try {
    for (const { probe } of chips) {
      const image = imageOf([bank.otp.base, [1, 2, 3, 4]]);
      const request: BurnRequest = { probe, medium, device, image, loader };
      await programUnit(request, {
        confirm: async () => true,
        onPlanned: async (planned) => {
          states.push(await rehearseWhen(wish, request, planned));
        },
      });
    }
    return states;
  } finally {
    for (const { chip } of chips.slice(states.length)) expect(chip.counters.otpOperations).toBe(0);
  }
}

let leave: () => void;
let folder: Promise<void>;
beforeEach(async () => {
  await new Promise<void>((entered) => {
    folder = inFolder(async (path) => {
      vi.stubEnv('OTPFORGE_STATE_DIR', path);
      entered();
      await new Promise<void>((done) => {
        leave = done;
      });
    });
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  leave();
  await folder;
});

describe('a loader that is not the package’s', () => {
  it.each([undefined, 'first', true, false] as const)(
    'is rehearsed each time on silicon, with rehearse: %j',
    async (rehearse) => {
      expect(await rehearsals(3, { wish: { rehearse } })).toEqual(['rehearsed', 'rehearsed', 'rehearsed']);
    },
  );

  it.each(['simulated', 'replayed'] as const)(
    'is rehearsed on a %s chip unless that is not wanted',
    async (medium) => {
      expect(await rehearsals(2, { medium })).toEqual(['rehearsed', 'rehearsed']);
      expect(await rehearsals(1, { medium, wish: { rehearse: 'first' } })).toEqual(['rehearsed']);
      expect(await rehearsals(1, { medium, wish: { rehearse: false } })).toEqual([undefined]);
    },
  );

  it.each([undefined, 'first', true, false] as const)(
    'burns no silicon whose controller cannot be simulated, with rehearse: %j',
    async (rehearse) => {
      await expect(rehearsals(1, { device: unknown, wish: { rehearse } })).rejects.toMatchObject({
        code: 'BANK_UNVERIFIED',
        exitCode: 5,
        message: expect.stringContaining('SHA-256'),
        remedy: expect.stringContaining('--unverified-bank'),
      });
    },
  );

  it('burns such silicon where somebody insists', async () => {
    expect(await rehearsals(1, { device: unknown, wish: { unverifiedBank: true } })).toEqual(['unavailable']);
  });

  it('is told that no flag goes round a rehearsal that failed', async () => {
    const loader = { ...(await loadBuiltLoader(bank)), origin: project };
    // It comes back at once and has done nothing.
    const entries = new Map([...loader.entries, ['Burn', loader.entries.get('UnInit') ?? 0] as const]);
    const { probe } = rig(f401);
    const image = imageOf([bank.otp.base, [1, 2, 3, 4]]);
    const request: BurnRequest = {
      probe,
      medium: 'silicon',
      device: f401,
      image,
      loader: { ...loader, entries },
    };
    const run = programUnit(request, {
      confirm: async () => true,
      onPlanned: async (planned) => {
        await rehearseWhen({ rehearse: false }, request, planned);
      },
    });
    await expect(run).rejects.toMatchObject({
      code: 'REHEARSAL_FAILED',
      remedy: expect.not.stringContaining('--no-rehearse'),
    });
  });
});

describe('the package’s loader', () => {
  const origin: LoaderOrigin = { kind: 'package' };

  it('is rehearsed as asked for', async () => {
    expect(await rehearsals(2, { origin, wish: { rehearse: 'first' } })).toEqual(['rehearsed', 'remembered']);
    expect(await rehearsals(1, { origin, wish: { rehearse: false } })).toEqual([undefined]);
    expect(await rehearsals(1, { origin })).toEqual([undefined]);
  });

  it('burns silicon that cannot be simulated, since the package has tested it', async () => {
    expect(await rehearsals(1, { origin, device: unknown, wish: { rehearse: true } })).toEqual([
      'unavailable',
    ]);
  });
});

describe('a bank without an independent witness', () => {
  const origin: LoaderOrigin = { kind: 'package' };
  const { flashInterface } = bank;
  if (!flashInterface) throw new Error('the bank has no controller');
  const ownModel = { ...f401, bank: { ...bank, flashInterface: { ...flashInterface, witnesses: [] } } };
  const otherFamily = { ...f401, bank: { ...bank, family: 'STM32G0' } };
  const each = [
    ['whose controller nobody else has burnt', ownModel, /^own model only: .*: nothing was written$/],
    ['of a family that its controller does not name', otherFamily, /is for STM32F4.*, not for STM32G0/],
  ] as const;

  it.each(each)('%s burns no silicon, whatever is rehearsed', async (_what, device, message) => {
    for (const rehearse of [undefined, 'first', true, false] as const) {
      await expect(rehearsals(1, { origin, device, wish: { rehearse } })).rejects.toMatchObject({
        code: 'BANK_UNVERIFIED',
        exitCode: 5,
        message: expect.stringMatching(message),
        remedy: expect.stringContaining('--unverified-bank'),
      });
    }
  });

  it.each(each)('%s burns silicon where somebody insists, and simulated chips', async (_what, device) => {
    expect(await rehearsals(1, { origin, device, wish: { unverifiedBank: true } })).toEqual([undefined]);
    const wish = { unverifiedBank: true, rehearse: true } as const;
    expect(await rehearsals(1, { origin, device, wish })).toEqual(['rehearsed']);
    expect(await rehearsals(1, { origin, device, medium: 'simulated' })).toEqual([undefined]);
  });
});
