import { describe, expect, it } from 'vitest';
import { counterOf, parseLine } from '../../src/line/index.js';
import { lineText } from './lines.js';

function counter(source: string, now = new Date('2026-11-29T23:30:00Z')) {
  const line = parseLine(
    lineText({ values: `{ field: ${source} }`, timezone: 'Europe/Berlin' }),
    'line.yaml',
  );
  const [found] = line.sources;
  if (found?.kind !== 'sequence' && found?.kind !== 'pool') throw new Error('no counter');
  return counterOf(found, line.timezone, now);
}

describe('the counter of a source', () => {
  it('counts a sequence within its period, by the day of the line', () => {
    const { spec, textOf } = counter('{ sequence: "SN-{yy}{ww}-{n:04}", reset: week, first: 5 }');
    expect(spec).toEqual({
      ...{ name: 'controller/field', kind: 'sequence', first: 5, last: 9999, period: '2026-W49' },
    });
    expect([textOf(5), textOf(9999)]).toEqual(['SN-2649-0005', 'SN-2649-9999']);
  });

  it('has no period where a sequence never begins again', () => {
    expect(counter('{ sequence: "SN-{n:02}" }').spec).not.toHaveProperty('period');
  });

  it('counts each address of a step', () => {
    const { spec, textOf } = counter(
      '{ pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:07", step: 4 }',
    );
    expect(spec).toEqual({
      ...{ name: 'macs', kind: 'pool', first: 0, last: 7, step: 4 },
      range: { space: 'eui48', low: '02005e100000', high: '02005e100007' },
    });
    expect([0, 3, 4, 7].map(textOf)).toEqual([
      ...['02:00:5E:10:00:00', '02:00:5E:10:00:03', '02:00:5E:10:00:04', '02:00:5E:10:00:07'],
    ]);
  });

  it('writes the range of EUI-64 addresses in their length', () => {
    const { spec } = counter(
      '{ pool: euis, from: "02:00:5E:10:00:00:00:00", to: "02:00:5E:10:00:00:00:01" }',
    );
    expect(spec.range).toEqual({ space: 'eui64', low: '02005e1000000000', high: '02005e1000000001' });
  });
});
