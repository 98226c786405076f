import type { SlotStatus } from '../../station/slot-state.js';
import type { Tone } from '../../text/tone.js';

export interface StatusWord {
  readonly word: string;
  /** Tells states apart without colours, too. */
  readonly sign: string;
  readonly tone?: Tone;
}

/** How a slot's state is called. AGAIN stays apart from PASS: nobody must count a unit twice. */
export const statusWords: Readonly<Record<SlotStatus, StatusWord>> = {
  empty: { word: 'EMPTY', sign: '·', tone: 'quiet' },
  ready: { word: 'READY', sign: '○', tone: 'value' },
  busy: { word: 'BUSY', sign: '»', tone: 'write' },
  confirm: { word: 'CONFIRM', sign: '?', tone: 'warning' },
  pass: { word: 'PASS', sign: '✔', tone: 'pass' },
  again: { word: 'AGAIN', sign: '=', tone: 'warning' },
  reworked: { word: 'REWORKED', sign: '+', tone: 'pass' },
  fail: { word: 'FAIL', sign: '✖', tone: 'fail' },
  'not-recorded': { word: 'NOT RECORDED', sign: '!', tone: 'fail' },
  paused: { word: 'PAUSED', sign: '-', tone: 'quiet' },
};

export const longestWord = Math.max(...Object.values(statusWords).map(({ word }) => word.length));
