import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkVisitNeeds } from '../../src/api/visit-needs.js';
import { type SimulatedChip, saveChip } from '../../src/chip/index.js';
import { parseLine } from '../../src/line/index.js';
import { Connection, parseProbeUri } from '../../src/probe/index.js';
import { type Kind, lineOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const cold = 'verify: cold\n';
/** The first time that the visit asks behind the burn. */
const off = 'supply-off@3';
const stateOf = async (kind: Kind) => (await visits.unitOf('a.chip', kind))?.stages[0]?.state;

/** Does something to the chip while it has no supply. */
function whileOff(kind: Kind, work: (chip: SimulatedChip) => void): void {
  const { reopen } = Connection.prototype;
  const spy = vi.spyOn(Connection.prototype, 'reopen').mockImplementation(async function (
    this: Connection,
    patience,
  ) {
    await this.release();
    const chip = await visits.chipIn('a.chip', kind);
    work(chip);
    await saveChip(visits.path('a.chip'), chip);
    await reopen.call(this, patience);
  });
  onTestFinished(() => spy.mockRestore());
}

describe.each(['F4', 'L4'] as const)('a line of %s that verifies cold', (kind) => {
  it('verifies a unit that reads the same after a loss of the supply', async () => {
    const bench = await visits.open(kind, cold);
    const notes: string[] = [];
    const states: (string | undefined)[] = [];
    whileOff(kind, () => {
      states.push(...bench.tables.events.map(({ kind }) => kind));
    });
    const first = await bench.present('a.chip', { fault: off, note: (text) => notes.push(text) });
    expect(first).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(notes.join('\n')).toContain('Switch the board off and on again');
    expect(states).toContain('claim');
    expect(states).not.toContain('verified');
  });

  it('fails a unit that reads otherwise then', async () => {
    const bench = await visits.open(kind, cold);
    const { base } = (await bench.blank('a.chip')).device.bank.otp;
    whileOff(kind, (chip) => {
      if (kind === 'F4') chip.bench.poke(base, Uint8Array.of(0x51));
      else chip.bench.setUnitState(base, 'weak');
    });
    await expect(bench.present('a.chip', { fault: off })).rejects.toMatchObject({
      code: 'COLD_DIFFERS',
      exitCode: 6,
      details: { address: base },
    });
    expect(await stateOf(kind)).toBe('failed');
  });
});

describe('the loss of the supply', () => {
  it('is waited for until somebody stops it or nobody comes', async () => {
    const bench = await visits.open('L4', cold);
    await expect(bench.present('a.chip', { coldWaitMs: 0 })).rejects.toMatchObject({
      code: 'SUPPLY_STAYED_ON',
      exitCode: 7,
    });
    expect(await stateOf('L4')).toBe('failed');
    const stop = new AbortController();
    const note = (text: string) => {
      if (text.includes('Switch the board off')) stop.abort();
    };
    await expect(bench.present('a.chip', { signal: stop.signal, note })).rejects.toMatchObject({
      code: 'BURN_STOPPED',
    });
    const burnt = readFileSync(visits.path('a.chip'));
    expect(await bench.present('a.chip', { fault: off })).toMatchObject({
      result: 'verified',
      unit: { unit: 1 },
    });
    expect(readFileSync(visits.path('a.chip'))).toEqual(burnt);
  });

  it('of another board is not that of the burnt one', async () => {
    const bench = await visits.open('L4', cold);
    whileOff('L4', (chip) => chip.bench.setUid(Uint8Array.from({ length: 12 }, (_, index) => index)));
    await expect(bench.present('a.chip', { fault: off })).rejects.toMatchObject({ code: 'DIE_CHANGED' });
  });
});

it('a probe that cannot show the loss, or forgets the chip, is refused before a die gets a value', () => {
  const line = parseLine(`${lineOf('L4')}${cold}`, visits.path('line.yaml'));
  for (const uri of [
    'stlink:066CFF',
    'cmsis-dap:',
    'openocd:board.cfg',
    'pyocd:',
    'gdb:localhost:3333',
    'sim:STM32L476RG',
  ])
    expect(() => checkVisitNeeds(line, parseProbeUri(uri))).toThrow(
      expect.objectContaining({ code: 'PROBE_UNSUPPORTED' }),
    );
  for (const uri of ['jlink:801012345', 'sim:STM32L476RG,file=a.chip'])
    expect(() => checkVisitNeeds(line, parseProbeUri(uri))).not.toThrow();
  const usual = parseLine(lineOf('L4'), visits.path('line.yaml'));
  expect(() => checkVisitNeeds(usual, parseProbeUri('stlink:066CFF'))).not.toThrow();
});
