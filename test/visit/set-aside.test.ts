import { expect, it } from 'vitest';
import type { Probe } from '../../src/probe/index.js';
import { acceptDie } from '../../src/visit/index.js';
import { l476 } from '../support/banks.js';
import { ledgerOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
/** A byte of OTP that is in no plan. */
const beyond = l476.bank.otp.base + 0x200;

it('a die that changed beyond its plan is set aside at every bench, and nobody can accept it', async () => {
  const bench = await visits.open('L4');
  let isChanged = false;
  const changed = bench.present('a.chip', {
    onEvent: (event) => {
      isChanged ||= event.type === 'progress' && event.phase === 'verify-data';
    },
    wrap: (probe: Probe): Probe =>
      new Proxy(probe, {
        get(of, name) {
          const value: unknown = Reflect.get(of, name, of);
          if (typeof value !== 'function') return value;
          if (name !== 'readMemory') return value.bind(of);
          return async (...[address, length, width]: Parameters<Probe['readMemory']>) => {
            const bytes = await of.readMemory(address, length, width);
            return bytes.map((byte, at) => (isChanged && address + at === beyond ? 0x5a : byte));
          };
        },
      }),
  });
  await expect(changed).rejects.toMatchObject({ code: 'UNPLANNED_CHANGE' });
  const other = { ledger: ledgerOf(bench.tables, 'bench 2'), journal: visits.path('other.jsonl') };
  for (const more of [{}, { journal: visits.path('new.jsonl') }, other]) {
    const visit = await bench.present('a.chip', more);
    expect(visit).toMatchObject({ result: 'refused', unit: { unit: 1 }, refusals: [{ code: 'SET_ASIDE' }] });
  }
  const unit = await visits.unitOf('a.chip', 'L4');
  expect(unit).toMatchObject({ isSetAside: true, stages: [{ state: 'failed' }] });
  if (!unit?.die) throw new Error('the unit has no die');
  const layout = { fields: [] } as unknown as Parameters<typeof acceptDie>[1]['layout'];
  const accepted = { unit: 1, stage: '', die: unit.die, read: () => undefined, layout, reason: 'measured' };
  await expect(acceptDie(bench.ledger, accepted)).rejects.toMatchObject({
    code: 'LEDGER_STATE',
    message: expect.stringContaining('UNPLANNED_CHANGE'),
  });
});
