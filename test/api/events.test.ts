import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { program } from '../../src/api/program.js';
import { read } from '../../src/api/read.js';
import { verify } from '../../src/api/verify.js';
import type { RunEvent } from '../../src/burn/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { serveChip } from '../support/served-chip.js';

const { base } = f401.bank.otp;

/** A unit with firmware, OTP data and a lock, and a chip for it. */
async function onBench(
  work: (unit: {
    image: string;
    probe: string;
    events: RunEvent[];
    onEvent: (event: RunEvent) => void;
  }) => unknown,
): Promise<void> {
  await inFolder(async (folder) => {
    const image = join(folder, 'unit.hex');
    const unit = imageOf([f401.bank.flash.base, [1, 2, 3, 4]], [base, [5, 6]], [base + 0x200, [0]]);
    await writeFile(image, writeIntelHex(unit));
    const events: RunEvent[] = [];
    const probe = `sim:STM32F401RE,file=${join(folder, 'unit.chip')}`;
    await work({ image, probe, events, onEvent: (event) => events.push(event) });
  });
}

function phasesOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'progress') return event.done === event.total ? [event.phase] : [];
    return event.type === 'note' ? [] : [event.type];
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

const phasesOfABurn = [
  'connect',
  'inspect',
  'planned',
  'rehearse',
  'compare-firmware',
  'writing',
  'erase-firmware',
  'program-firmware',
  'verify-firmware',
  'writing',
  'burn-data',
  'verify-data',
  'writing',
  'set-locks',
  'verify-locks',
];

describe('the events of a call', () => {
  it('are the same through a GDB server', () =>
    onBench(async ({ image, events, onEvent }) => {
      const { server, defects } = await serveChip(f401);
      const probe = `gdb:127.0.0.1:${server.port}`;
      try {
        const target = { image, probe, device: f401.name, onEvent };
        await program({ ...target, rehearse: true, confirm: async () => true });
        expect(phasesOf(events)).toEqual(phasesOfABurn);
        expect(defects).toEqual([]);
      } finally {
        await server.close();
      }
    }));

  it('name every phase of a burn in its order, and each write before it begins', () =>
    onBench(async ({ image, probe, events, onEvent }) => {
      await program({ image, probe, onEvent, rehearse: true, confirm: async () => true });
      expect(phasesOf(events)).toEqual(phasesOfABurn);
    }));

  it('begin each phase at nothing and end it at its total', () =>
    onBench(async ({ image, probe, events, onEvent }) => {
      await program({ image, probe, onEvent, confirm: async () => true });
      const progress = events.filter((event) => event.type === 'progress');
      const data = progress.filter(({ phase }) => phase === 'burn-data');
      expect(data).toEqual([
        { type: 'progress', phase: 'burn-data', done: 0, total: 2 },
        { type: 'progress', phase: 'burn-data', done: 2, total: 2 },
      ]);
      for (const { done, total } of progress) expect(done).toBeLessThanOrEqual(total);
    }));

  it('hold the plan before anybody is asked, and the notes', () =>
    onBench(async ({ image, probe, events, onEvent }) => {
      let asked: string | undefined;
      const confirm = async ({ hash }: { hash: string }) => {
        asked = hash;
        expect(events.find(({ type }) => type === 'planned')).toMatchObject({ plan: { hash } });
        return true;
      };
      const notes: string[] = [];
      await program({ image, probe, onEvent, confirm, note: (text) => notes.push(text) });
      expect(asked).toBeDefined();
      expect(notes).toEqual([expect.stringMatching(/a new simulated chip was made$/)]);
      expect(events.filter(({ type }) => type === 'note')).toEqual(
        notes.map((text) => ({ type: 'note', text })),
      );
    }));

  it('come from reading and comparing too', () =>
    onBench(async ({ image, probe, events, onEvent }) => {
      await program({ image, probe, confirm: async () => true });
      await read({ probe, onEvent });
      expect(phasesOf(events.splice(0))).toEqual(['connect', 'inspect']);
      await verify({ image, probe, onEvent });
      expect(phasesOf(events)).toEqual(['connect', 'inspect', 'verify-firmware']);
    }));
});

describe('a listener that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no disk');
      },
    ],
  ])('does not end the burn when it %s: it is a warning', (_, fail) =>
    onBench(async ({ image, probe }) => {
      const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
      const listeners = { onEvent: fail, note: fail };
      const report = await program({ image, probe, ...listeners, confirm: async () => true });
      expect(report).toMatchObject({ result: 'done', unitsBurnt: 2, locksSet: 1 });
      expect(warn).toHaveBeenCalledWith('onEvent failed: no disk');
      expect(warn).toHaveBeenCalledWith('note failed: no disk');
    }),
  );
});
