import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkVisitNeeds } from '../../src/api/visit-needs.js';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { parseLine } from '../../src/line/index.js';
import { Connection, parseProbeUri } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { f401, l476 } from '../support/banks.js';
import { type Bench, type Kind, lineOf } from './bench.js';
import { program, protect, useVisits } from './in-folder.js';

const visits = useVisits();

/** The option bytes of a chip at a level. */
function bytesAt(kind: Kind, level: 0 | 1 | 2): number {
  const chip = SimulatedChip.create(kind === 'F4' ? f401 : l476);
  chip.bench.setReadProtection(level);
  return chip.toState().optionBytes;
}

/** A line whose program protects the chip in a.chip where the file `protect` is there. */
function protecting(kind: Kind, level: 1 | 2, expected = level, then = ''): Promise<Bench> {
  const script = `if (fs.existsSync('protect')) { ${protect('a.chip', bytesAt(kind, level))} } ${then}`;
  return visits.open(kind, `after:\n${program(script)}expect: { rdp: ${expected} }\n`);
}

/** The board answers nobody behind the burn, and the probe measures this supply. */
function silent(vtrefMv: number | undefined): void {
  const { reopen } = Connection.prototype;
  const fault = new OtpforgeError('TARGET_FAULT', { message: 'nobody answers' });
  const identity = { description: 'p', serial: 's', device: 'STM32L476RG', vtrefMv };
  const spies: { mockRestore(): void }[] = [
    vi.spyOn(Connection.prototype, 'reopen').mockImplementation(async function (this: Connection, patience) {
      await reopen.call(this, patience);
      spies.push(vi.spyOn(SimProbe.prototype, 'resetHalt').mockRejectedValue(fault));
      spies.push(vi.spyOn(SimProbe.prototype, 'identify').mockResolvedValue(identity));
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
}

const switchOn = () => writeFileSync(visits.path('protect'), '');
const stateOf = async (kind: Kind) => (await visits.unitOf('a.chip', kind))?.stages[0]?.state;

describe.each(['F4', 'L4'] as const)('a line of %s that expects a read protection level', (kind) => {
  it('verifies a unit at this level, and knows it again by its unique ID', async () => {
    const bench = await protecting(kind, 1);
    switchOn();
    const first = await bench.present('a.chip');
    expect(first).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    const chip = readFileSync(visits.path('a.chip'));
    expect(await bench.present('a.chip')).toMatchObject({
      result: 'again',
      uid: first.uid,
      unit: { unit: 1 },
    });
    await expect(bench.present('a.chip', { rework: true })).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
    });
    expect(readFileSync(visits.path('a.chip'))).toEqual(chip);
    expect(await stateOf(kind)).toBe('verified');
  });

  it('fails a unit at another one, which may come again', async () => {
    const bench = await protecting(kind, 1);
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'RDP_UNEXPECTED',
      exitCode: 6,
      details: { expected: 1, found: 0 },
    });
    expect(await stateOf(kind)).toBe('failed');
    switchOn();
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });
});

it('a verified unit that lost its protection is named', async () => {
  const bench = await protecting('L4', 1);
  switchOn();
  await bench.present('a.chip');
  const chip = await visits.chipIn('a.chip', 'L4');
  chip.bench.setReadProtection(0);
  await saveChip(visits.path('a.chip'), chip);
  const notes: string[] = [];
  const again = await bench.present('a.chip', { note: (text) => notes.push(text) });
  expect(again.result).toBe('again');
  expect(notes.join('\n')).toMatch(/level of this verified unit is 0, and the line expects 1/);
});

describe('a chip that cannot be read any more', () => {
  it('is new to nobody: unknown or failed it is refused', async () => {
    const bench = await protecting('L4', 1, 1, 'process.exit(1)');
    await expect(bench.present('b.chip', { fault: 'rdp=1' })).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
    });
    expect(await visits.unitOf('b.chip', 'L4')).toBeUndefined();
    switchOn();
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'AFTER_FAILED' });
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
      details: { unit: 1, state: 'failed' },
    });
  });

  it('is verified by its journal where the ledger did not hear of the end', async () => {
    const bench = await protecting('L4', 1);
    switchOn();
    const isClaimed = () => bench.tables.events.some(({ kind }) => kind === 'claim');
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (isClaimed()) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
        return bench.ledger.transaction(work);
      },
    };
    const lost = bench.present('a.chip', { ledger, retryPauseMs: 1 });
    await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    expect(await stateOf('L4')).toBe('burning');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
    expect(await stateOf('L4')).toBe('verified');
  });

  it('is verified by it only where no program of after was missed', async () => {
    const early = protect('a.chip', bytesAt('L4', 1));
    const bench = await visits.open(
      'L4',
      `after:\n${program(early)}${program('process.exit(1)')}expect: { rdp: 1 }\n`,
    );
    const isClaimed = () => bench.tables.events.some(({ kind }) => kind === 'claim');
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (isClaimed()) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
        return bench.ledger.transaction(work);
      },
    };
    await expect(bench.present('a.chip', { ledger, retryPauseMs: 1 })).rejects.toMatchObject({
      code: 'AFTER_FAILED',
    });
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
      details: { unit: 1, state: 'burning' },
    });
  });

  it.each([
    ['another one', true],
    ['the last one', false],
  ])('is noted as done before the last program unless %s protects it: %s', async (_, isEarly) => {
    const seen = `fs.writeFileSync('seen', fs.readdirSync('state/runs').join(' '));`;
    const early = protect('a.chip', bytesAt('L4', 1));
    const scripts = isEarly ? [early, seen] : ['', `${seen} ${early}`];
    const bench = await visits.open(
      'L4',
      `after:\n${scripts.map((script) => program(script)).join('')}expect: { rdp: 1 }\n`,
    );
    const notes: string[] = [];
    const result = await bench.present('a.chip', { note: (text) => notes.push(text) });
    expect(result).toMatchObject({ result: 'verified' });
    expect(readFileSync(visits.path('seen'), 'utf8').includes('.after')).toBe(!isEarly);
    expect(/Put the program that sets the protection last/.test(notes.join('\n'))).toBe(isEarly);
    expect(readdirSync(visits.path('state/runs')).filter((name) => name.endsWith('.after'))).toEqual([]);
  });

  it('at level 2 answers nobody, which is what a line may expect', async () => {
    const bench = await protecting('L4', 2);
    switchOn();
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified' });
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    const other = await bench.present('b.chip').catch((error: unknown) => error);
    expect(other).toMatchObject({ code: 'RDP_UNEXPECTED', details: { expected: 2, found: 0 } });
  });

  it.each([
    [0, /level is unknown now: the chip does not answer, and the supply is 0 mV/],
    [999, /the supply is 999 mV/],
    [undefined, /the chip does not answer, and the probe does not measure the supply/],
  ] as const)('is not at level 2 with a supply of %s mV', async (vtrefMv, message) => {
    const bench = await visits.open('L4', 'expect: { rdp: 2 }\n');
    silent(vtrefMv);
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      ...{ code: 'RDP_UNEXPECTED', exitCode: 6, message: expect.stringMatching(message) },
      details: { expected: 2, found: null, vtrefMv: vtrefMv ?? null },
    });
    expect(await stateOf('L4')).toBe('failed');
  });

  it('at level 2 is not the level 1 that a line expects', async () => {
    const bench = await protecting('L4', 2, 1 as never);
    switchOn();
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      details: { code: 'TARGET_FAULT' },
    });
    expect(await stateOf('L4')).toBe('failed');
  });
});

it.each([
  ['a level', 'expect: { rdp: 0 }\n'],
  ['no level', ''],
])(
  'a die of another unique ID behind the programs is not verified by a line that expects %s',
  async (_, more) => {
    const other =
      'const chip = JSON.parse(fs.readFileSync("a.chip")); chip.uid = "00112233445566778899AABB"; fs.writeFileSync("a.chip", JSON.stringify(chip));';
    const bench = await visits.open('L4', `after:\n${program(other)}${more}`);
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'DIE_CHANGED', exitCode: 6 });
    expect(await visits.unitOf('a.chip', 'L4')).toBeUndefined();
  },
);

it('a chip that a program closes for good is verified by a line that expects no level, with a note', async () => {
  const bench = await visits.open('L4', `after:\n${program(protect('a.chip', bytesAt('L4', 2)))}`);
  const notes: string[] = [];
  const found = await bench.present('a.chip', { note: (text) => notes.push(text) });
  expect(found).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  expect(notes).toContainEqual(expect.stringMatching(/^nobody can read which board is there/));
});

it('level 2 is refused at a probe that cannot show it, before a die gets a value', () => {
  const lineWith = (level: number) =>
    parseLine(`${lineOf('L4')}expect: { rdp: ${level} }\n`, visits.path('line.yaml'));
  for (const uri of [
    ...['jlink:801012345', 'stlink:066CFF', 'cmsis-dap:', 'openocd:board.cfg', 'pyocd:'],
    ...['gdb:localhost:3333', 'sim:STM32L476RG'],
  ])
    expect(() => checkVisitNeeds(lineWith(2), parseProbeUri(uri))).toThrow(
      expect.objectContaining({ code: 'PROBE_UNSUPPORTED' }),
    );
  expect(() => checkVisitNeeds(lineWith(2), parseProbeUri('sim:STM32L476RG,file=a.chip'))).not.toThrow();
  expect(() => checkVisitNeeds(lineWith(1), parseProbeUri('jlink:801012345'))).not.toThrow();
});
