import { expect, it } from 'vitest';
import { nextTapState, TapState } from '../../src/dap/jtag/tap-state.js';
import { fc } from '../support/property.js';

const names = Object.entries(TapState);
const nameOf = (state: TapState): string => names.find(([, value]) => value === state)?.[0] ?? '';
const walk = (bits: string): readonly string[] => {
  let state: TapState = TapState.TestLogicReset;
  return [...bits].map((bit) => {
    state = nextTapState(state, bit === '1');
    return nameOf(state);
  });
};

it('goes through a data scan with a pause', () => {
  expect(walk('0100101010110')).toEqual(
    'RunTestIdle SelectDr CaptureDr ShiftDr Exit1Dr PauseDr Exit2Dr ShiftDr Exit1Dr PauseDr Exit2Dr UpdateDr RunTestIdle'.split(
      ' ',
    ),
  );
});

it('goes through an instruction scan, and from one scan into the next', () => {
  expect(walk('011001110110')).toEqual(
    'RunTestIdle SelectDr SelectIr CaptureIr ShiftIr Exit1Ir UpdateIr SelectDr CaptureDr Exit1Dr UpdateDr RunTestIdle'.split(
      ' ',
    ),
  );
});

it('stays in the four states that wait', () => {
  expect(walk('000')).toEqual(['RunTestIdle', 'RunTestIdle', 'RunTestIdle']);
  expect(walk('0100000').at(-1)).toBe('ShiftDr');
  expect(walk('010100000').at(-1)).toBe('PauseDr');
  expect(walk('111').at(-1)).toBe('TestLogicReset');
});

it('comes to Test-Logic-Reset from anywhere by five ones', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('0', '1')), (bits) => {
      expect(walk(`${bits.join('')}11111`).at(-1)).toBe('TestLogicReset');
    }),
  );
});
