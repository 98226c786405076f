import { describe, expect, it } from 'vitest';
import { SlotScreen } from '../../src/station/slot-screen.js';
import type { SlotState } from '../../src/station/slot-state.js';

function screenOf() {
  const shown: SlotState[] = [];
  const screen = new SlotScreen(
    '1',
    () => new Date('2026-11-29T08:00:00Z'),
    (state) => shown.push(state),
  );
  return { screen, shown };
}

describe('the screen of a slot', () => {
  it('shows an empty slot before the first board', () => {
    expect(screenOf().screen.state).toEqual({
      slot: '1',
      status: 'empty',
      insertion: 0,
      since: '2026-11-29T08:00:00.000Z',
    });
  });

  it('counts the boards that are taken up', () => {
    const { screen } = screenOf();
    expect([screen.take(), screen.take()]).toEqual([1, 2]);
  });

  it('shows nothing of a board once another one is in', () => {
    const { screen } = screenOf();
    const first = screen.take();
    screen.clear();
    const second = screen.take();
    expect(screen.show(first, { status: 'pass', unit: 1 })).toBe(false);
    expect(screen.state).toMatchObject({ status: 'ready', insertion: second });
    expect(screen.state.unit).toBeUndefined();
  });

  it('shows nothing of a board that is out', () => {
    const { screen } = screenOf();
    const first = screen.take();
    screen.clear();
    expect(screen.show(first, { status: 'pass' })).toBe(false);
    expect(screen.state.status).toBe('empty');
  });

  it('shows nothing of the step before: each state is whole', () => {
    const { screen } = screenOf();
    const first = screen.take();
    screen.show(first, { status: 'busy', step: { phase: 'burn-data', done: 1, total: 3 } });
    screen.show(first, { status: 'pass', unit: 7 });
    expect(screen.state).toMatchObject({ status: 'pass', unit: 7 });
    expect(screen.state.step).toBeUndefined();
  });

  it('reports each change once', () => {
    const { screen, shown } = screenOf();
    const first = screen.take();
    screen.show(first, { status: 'pass' });
    screen.clear();
    screen.show(first, { status: 'fail' });
    expect(shown.map(({ status }) => status)).toEqual(['ready', 'pass', 'empty']);
  });
});
