import type { SlotStatus } from '../../api-types.js';
import { h, type Vnode } from '../dom/node.js';

const octagon = 'M31 4H69L96 31V69L69 96H31L4 69V31Z';
const turn = 'M76 30A36 36 0 1 0 86 56M78 8V32H54';

/** `stopped`: an empty slot that waits for no board, since the station does not. */
export type Shown = SlotStatus | 'stopped';

/** Shapes that stay different without colour, in a square of 100. */
const shapes: Readonly<Record<Shown, readonly Vnode[]>> = {
  empty: [line('M10 30V10H30M70 10H90V30M90 70V90H70M30 90H10V70')],
  ready: [solid('M24 8L90 50L24 92Z')],
  busy: [h('circle', { cx: 50, cy: 50, r: 40, class: 'track' }), line('M50 10A40 40 0 0 1 90 50', 'turning')],
  confirm: [
    line('M50 4L96 50L50 96L4 50Z', 'thin'),
    line('M37 39A13 13 0 1 1 50 54V62', 'thin'),
    dot(50, 75),
  ],
  pass: [solid('M50 2A48 48 0 1 1 49.9 2Z'), line('M26 52L43 69L75 33', 'cut')],
  again: [line(turn), line('M36 52L47 63L66 42', 'thin')],
  reworked: [line(turn), line('M50 38V66M36 52H64', 'thin')],
  fail: [solid(octagon), line('M32 32L68 68M68 32L32 68', 'cut')],
  'not-recorded': [solid('M50 6L98 92H2Z'), line('M50 36V62', 'cut'), dot(50, 78, 'cut-dot')],
  stopped: [h('circle', { cx: 50, cy: 50, r: 42, class: 'line' }), line('M28 50H72', 'heavy')],
  paused: [solid('M18 10H42V90H18ZM58 10H82V90H58Z')],
};

/** The sign of a status. Its word is beside it, so that screen readers leave it out. */
export function sign(status: Shown): Vnode {
  return h(
    'svg',
    { key: status, class: `sign sign-${status}`, viewBox: '0 0 100 100', 'aria-hidden': 'true' },
    shapes[status],
  );
}

function solid(d: string): Vnode {
  return h('path', { d, class: 'solid' });
}

function line(d: string, more = ''): Vnode {
  return h('path', { d, class: `line ${more}`.trim() });
}

function dot(cx: number, cy: number, more = 'solid'): Vnode {
  return h('circle', { cx, cy, r: 6, class: more });
}
