import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merge, type ProgramOptions, plan, program } from '../../src/index.js';
import { type Ledger, type Medium, openLedger, openStation, reserve } from '../../src/ledger/index.js';
import { inFolder } from '../support/cli.js';

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 8, pad: 0x00, unique: true }
  mac: { type: mac, offset: 8, endian: little, unique: true }
  key: { type: bytes, offset: 16, length: 4, secret: true, unique: true }
`;

interface Unit {
  readonly serial?: string;
  readonly mac?: string;
  readonly key?: string;
}

const own: Unit = { serial: 'SN-1', mac: '02:00:5E:10:00:01', key: '11223344' };

class Bench {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** The ledger of a line that gave a die a value of one field. */
  async ledger(field: string, hex: string, medium?: Medium): Promise<string> {
    const address = { engine: 'sqlite', file: this.at('line.db') } as const;
    const station = await openStation();
    const ledger = await openLedger(address, { station, create: true, ...(medium && { medium }) });
    await give(ledger, field, Buffer.from(hex, 'hex'));
    await ledger.close();
    return ledger.id;
  }

  async memory(id: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.at(`state/ledgers/${id}.json`), 'utf8'));
  }

  /** Programs a unit into a board, whose values came from a scrapped one. */
  async move(unit: Unit, chip: string, more: Partial<ProgramOptions> = {}) {
    return program({ ...(await this.options(unit, chip)), confirm: async () => true, ...more });
  }

  async planned(unit: Unit, chip: string) {
    return plan(await this.options(unit, chip));
  }

  async options(unit: Unit, chip: string) {
    const values = Object.entries({ ...own, ...unit });
    const output = this.at(`${values.map(([, value]) => value.replaceAll(':', '')).join('-')}.hex`);
    const set = values.map(([field, value]) => `${field}=${value}`);
    if (!existsSync(output)) await merge({ inputs: [], layout: this.at('otp.yaml'), set, output });
    return {
      image: output,
      probe: `sim:STM32F401RE,file=${this.at(chip)}`,
      layout: this.at('otp.yaml'),
      journal: this.at('journal.jsonl'),
      movedFrom: ['000000000000000000000001'],
    };
  }
}

/** Reserves a value as a visit does: of a secret only its keyed hash stays. */
function give(ledger: Ledger, field: string, canonical: Buffer) {
  const isSecret = field === 'key';
  const text = field === 'serial' ? canonical.toString().replaceAll('\0', '') : canonical.toString('hex');
  return ledger.transaction((tx) =>
    reserve(tx, {
      die: { devId: 0x433, uid: randomUUID() },
      product: 'controller',
      stage: '',
      values: async () => [
        {
          ...{ field, source: 'scan', unique: true, scope: `controller/${field}` },
          mac: ledger.key().mac(`controller/${field}`, canonical),
          ...(isSecret ? { sealed: Buffer.of(1) } : { canonical, text }),
        },
      ],
    }),
  );
}

const paddedSerial = Buffer.from('SN-1\0\0\0\0').toString('hex');

describe('--moved-from', () => {
  let state: string | undefined;
  beforeEach(() => {
    state = process.env.OTPFORGE_STATE_DIR;
  });
  afterEach(() => {
    if (state === undefined) delete process.env.OTPFORGE_STATE_DIR;
    else process.env.OTPFORGE_STATE_DIR = state;
  });
  const onBench = (work: (bench: Bench) => Promise<void>) =>
    inFolder(async (folder) => {
      process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
      await writeFile(join(folder, 'otp.yaml'), layout);
      await work(new Bench(folder));
    });

  it('moves a value where the station has no ledger, or its ledger does not know it', () =>
    onBench(async (bench) => {
      expect(await bench.move(own, 'a.chip')).toMatchObject({ result: 'done' });
      await bench.ledger('serial', Buffer.from('SN-9\0\0\0\0').toString('hex'), 'simulated');
      const moved = { serial: 'SN-2', mac: '02:00:5E:10:00:02', key: '55667788' };
      expect(await bench.move(moved, 'b.chip')).toMatchObject({ result: 'done' });
    }));

  it.each([
    ['serial', paddedSerial, 'serial SN-1'],
    ['serial', Buffer.from('SN-1').toString('hex'), 'serial SN-1'],
    ['mac', '02005e100001', 'mac 02:00:5E:10:00:01'],
    ['key', '11223344', 'key (secret)'],
  ])('is refused for a %s (%s) that a ledger knows, by plan and program alike', (field, hex, named) =>
    onBench(async (bench) => {
      const id = await bench.ledger(field, hex, 'simulated');
      const { refusals } = await bench.planned(own, 'a.chip');
      expect(refusals).toEqual([
        {
          code: 'LEDGER_KNOWS_UNIT',
          message: expect.stringContaining(
            `${named} is in the ledger ${id} (${bench.at('line.db')}): unit 1, die `,
          ),
          remedy: expect.stringContaining('otpforge ledger replace'),
        },
      ]);
      expect(await bench.move(own, 'a.chip')).toMatchObject({ result: 'refused' });
      expect(await bench.move(own, 'a.chip', { movedFrom: [] })).toMatchObject({ result: 'done' });
    }),
  );

  it('needs a layout where the station has a ledger', () =>
    onBench(async (bench) => {
      expect(await bench.move({ ...own, serial: 'SN-8' }, 'b.chip')).toMatchObject({ result: 'done' });
      await bench.ledger('serial', paddedSerial, 'simulated');
      const { layout: _, ...blind } = await bench.options(own, 'a.chip');
      const { refusals } = await plan(blind);
      expect(refusals).toMatchObject([
        { code: 'LEDGER_KNOWS_UNIT', message: expect.stringContaining('needs a layout') },
      ]);
      await rm(bench.at('state/ledgers'), { recursive: true });
      expect((await plan(blind)).refusals).toEqual([]);
    }));

  it('does not ask the ledger of real chips about simulated ones', () =>
    onBench(async (bench) => {
      await bench.ledger('serial', paddedSerial, 'silicon');
      expect(await bench.move(own, 'a.chip')).toMatchObject({ result: 'done' });
    }));

  it('is refused for a value that a ledger has given out since the plan', () =>
    onBench(async (bench) => {
      const late = bench.move(own, 'a.chip', {
        confirm: async ({ refusals }) => {
          expect(refusals).toEqual([]);
          await bench.ledger('serial', paddedSerial, 'simulated');
          return true;
        },
      });
      await expect(late).rejects.toMatchObject({ code: 'LEDGER_KNOWS_UNIT', exitCode: 5 });
      expect((await bench.planned(own, 'a.chip')).units.every((unit) => unit.state === 'burn')).toBe(true);
    }));

  it.each([
    ['is gone', (bench: Bench) => rm(bench.at('line.db')), 'there is no ledger'],
    [
      'was copied',
      async (bench: Bench) => {
        await writeFile(bench.at('copy.db'), await readFile(bench.at('line.db')));
        await rename(bench.at('copy.db'), bench.at('line.db'));
      },
      'was copied or moved here',
    ],
    [
      'is another one by now',
      async (bench: Bench) => {
        await rm(bench.at('line.db'));
        // This station itself refuses to make one where it has used another.
        const station = await openStation(bench.at('other state'));
        const address = { engine: 'sqlite', file: bench.at('line.db') } as const;
        await (await openLedger(address, { station, create: true })).close();
      },
      'is another ledger by now',
    ],
    [
      'is in a file of an older otpforge, without its place',
      async (bench: Bench, id: string) => {
        const { ledger, restored, heads } = await bench.memory(id);
        const text = JSON.stringify({ ledger, restored, heads });
        await writeFile(bench.at(`state/ledgers/${id}.json`), text);
      },
      'does not remember where it is',
    ],
  ])('ends where a ledger %s, and names the way out', (_what, change, why) =>
    onBench(async (bench) => {
      const id = await bench.ledger('serial', Buffer.from('SN-9').toString('hex'), 'simulated');
      await change(bench, id);
      const error = await bench.move(own, 'a.chip').catch((caught: unknown) => caught);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^LEDGER_M/),
        exitCode: 9,
        message: expect.stringMatching(
          `^--moved-from needs an answer of each ledger of this station, .*${why}`,
        ),
        remedy: expect.stringContaining(`${id}.json away`),
      });
      await rm(bench.at('state/ledgers'), { recursive: true });
      expect(await bench.move(own, 'a.chip')).toMatchObject({ result: 'done' });
    }),
  );

  it('does not ask a secret of a ledger whose key is not here', () =>
    onBench(async (bench) => {
      const id = await bench.ledger('key', '55667788', 'simulated');
      await rm(bench.at(`state/ledgers/${id}.key`));
      await expect(bench.move(own, 'a.chip')).rejects.toMatchObject({ code: 'LEDGER_KEY_MISSING' });
    }));
});
