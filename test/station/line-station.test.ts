import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLineStation } from '../../src/station/line-station.js';
import { stationsInFolder } from './station-bench.js';

const bench = stationsInFolder();

describe('openLineStation', () => {
  it('runs the slots of a line, and shows PASS for the board that is in', async () => {
    await bench.line();
    const file = bench.path('line.yaml');
    bench.write(
      'line.yaml',
      readFileSync(file, 'utf8').replace('file=1.chip', `file=${bench.path('1.chip')}`),
    );
    await bench.blank('1.chip');
    const options = { line: file, journal: bench.path('journal.jsonl'), yes: true, rehearse: false } as const;
    const station = await openLineStation({ ...options, once: true });
    const shown: string[] = [];
    station.watch((event) => {
      if (event.type === 'slot') shown.push(`${event.slot.insertion} ${event.slot.status}`);
    });
    expect(await station.ended).toBe(0);
    expect(shown).toContain('1 pass');
  });

  it('takes no option that it does not know, and none that it cannot use', async () => {
    const options = { line: 'line.yaml', journal: 'journal.jsonl' };
    const codes = [{ journal: 'j' }, { ...options, yes: 'yes' }, { ...options, guards: [] }].map((wrong) =>
      openLineStation(wrong as never).then(
        () => 'opened',
        ({ code }) => code,
      ),
    );
    expect(await Promise.all(codes)).toEqual(['OPTION_MISSING', 'OPTION_INVALID', 'OPTION_UNKNOWN']);
  });
});
