import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveView } from '../../../src/cli/station/live-view.js';
import { FakeStation, slotOf, stateOf } from './fake-station.js';

/** A terminal of 80 columns and 24 rows that a view writes to. */
class Terminal {
  readonly stream: NodeJS.WriteStream;
  readonly #terminal = new xterm.Terminal({ cols: 80, rows: 24, convertEol: true, allowProposedApi: true });
  #written = Promise.resolve();
  writes = 0;

  constructor() {
    const stream = new PassThrough();
    this.stream = Object.assign(stream, {
      isTTY: true,
      columns: 80,
      rows: 24,
    }) as unknown as NodeJS.WriteStream;
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.writes += 1;
      this.#written = this.#written.then(() => new Promise<void>((done) => this.#terminal.write(text, done)));
    });
  }

  /** Every line, those that have scrolled away too. */
  async lines(): Promise<readonly string[]> {
    await this.#written;
    const { active } = this.#terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true).trimEnd() ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }
}

describe('a station in a terminal', () => {
  let terminal: Terminal;
  let due: (() => void) | undefined;
  const later = (action: () => void) => {
    due = action;
    return () => {
      due = undefined;
    };
  };

  beforeEach(() => {
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('FORCE_COLOR', undefined);
    terminal = new Terminal();
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const two = stateOf({ slots: [slotOf('1'), slotOf('2')] });
  const pass = slotOf('1', {
    insertion: 1,
    status: 'pass',
    values: [{ field: 'serial', text: 'SN-000001' }],
  });

  it('is one live line a slot: a verdict goes when its board goes', async () => {
    const station = new FakeStation(two);
    const view = liveView(station, terminal.stream, later);
    station.showSlot(pass);
    expect((await terminal.lines())[1]).toBe('1  ✔ PASS          serial SN-000001');
    station.showSlot(slotOf('1', { insertion: 1 }));
    const lines = await terminal.lines();
    expect(lines[1]).toBe('1  · EMPTY         put a board in');
    expect(lines.join('\n')).not.toMatch(/PASS|SN-000001/);
    expect(lines).toHaveLength(5);
    view.end();
  });

  it('draws many steps at once, and a state that is another at once', async () => {
    const station = new FakeStation(two);
    const view = liveView(station, terminal.stream, later);
    const before = terminal.writes;
    for (let done = 0; done < 50; done += 1) {
      const step = { phase: 'burn-data', done, total: 50 } as const;
      station.showSlot(slotOf('2', { insertion: 1, status: 'busy', step }));
    }
    expect(terminal.writes).toBe(before);
    due?.();
    expect(terminal.writes).toBe(before + 1);
    expect((await terminal.lines())[2]).toBe('2  » BUSY          burning the data 98%');
    view.end();
  });

  it('keeps what the station says above the screen, which has no line twice', async () => {
    const station = new FakeStation(two);
    const view = liveView(station, terminal.stream, later);
    station.say({ type: 'note', message: 'unit 3 was not shown' });
    station.say({ type: 'alarm', slot: '2', message: 'the same die is in slot 1' });
    view.typed('LOT');
    expect(await terminal.lines()).toEqual([
      'unit 3 was not shown',
      'slot 2: ALARM: the same die is in slot 1',
      'controller-c  station bench-1  nobody has signed on',
      '1  · EMPTY         put a board in',
      '2  · EMPTY         put a board in',
      '0 units, 0 verified',
      'scan: LOT',
    ]);
    view.end();
  });

  it('moves the lines below with those that come and go', async () => {
    const station = new FakeStation(two);
    const view = liveView(station, terminal.stream, later);
    station.showSlot(slotOf('1', { status: 'fail', insertion: 1, code: 'X', message: 'odd', next: 'Look.' }));
    const head = 'controller-c  station bench-1  nobody has signed on';
    const foot = ['0 units, 0 verified', 'Enter starts, q ends; scan at any time'];
    const second = '2  · EMPTY         put a board in';
    expect(await terminal.lines()).toEqual([
      head,
      '1  ✖ FAIL          [X] odd',
      second,
      'slot 1: Look.',
      ...foot,
    ]);
    station.showSlot(slotOf('1', { insertion: 1 }));
    expect(await terminal.lines()).toEqual([head, '1  · EMPTY         put a board in', second, ...foot]);
    view.end();
  });

  it('fits a terminal of twelve rows with eight slots', async () => {
    const slots = Array.from({ length: 8 }, (_, index) => slotOf(`${index + 1}`, { status: 'busy' }));
    Object.assign(terminal.stream, { rows: 12 });
    const station = new FakeStation(stateOf({ slots }));
    const view = liveView(station, terminal.stream, later);
    for (let round = 0; round < 3; round += 1)
      for (const { slot } of slots) station.showSlot(slotOf(slot, { status: 'fail', insertion: round }));
    const lines = await terminal.lines();
    expect(lines.filter((line) => line.includes('FAIL'))).toHaveLength(8);
    expect(lines.length).toBeLessThanOrEqual(11);
    view.end();
  });

  it('leaves its last screen, and is not heard any more', async () => {
    const station = new FakeStation(two);
    const view = liveView(station, terminal.stream, later);
    station.show({ numbers: { units: 1, verified: 1 } });
    view.end();
    expect(station.listeners).toBe(0);
    expect((await terminal.lines())[3]).toBe('1 unit, 1 verified');
    expect(due).toBeUndefined();
  });
});
