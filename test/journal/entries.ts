import { randomUUID } from 'node:crypto';
import type { BeginLine, EndLine } from '../../src/journal/index.js';

const hash = (digit: string) => digit.repeat(64);

type Body<Line> = Omit<Line, 'format' | 'previous'>;

/** A line as a run on one die would begin with. */
export function beginEntry(fields: Partial<Body<BeginLine>> = {}): Body<BeginLine> {
  return {
    state: 'begin',
    ...run(),
    units: [{ address: 0x1fff7800, length: 16, kind: 'data', state: 'burn' }],
    ...fields,
  };
}

export function endEntry(fields: Partial<Body<EndLine>> = {}): Body<EndLine> {
  return { state: 'end', ...run(), result: 'done', codes: [], ...fields };
}

function run() {
  return {
    time: '2026-11-21T08:00:00.000Z',
    version: '1.2.3',
    run: randomUUID(),
    probe: { description: 'a probe', serial: '1' },
    device: 'STM32F401RE',
    bank: 'stm32f4-otp',
    uid: '0102030405060708090A0B0C',
    plan: hash('a'),
    image: { sha256: hash('b') },
    loader: hash('c'),
  };
}
