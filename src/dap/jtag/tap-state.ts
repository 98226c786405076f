/** The states of an IEEE 1149.1 TAP controller. */
export const TapState = {
  TestLogicReset: 0,
  RunTestIdle: 1,
  SelectDr: 2,
  CaptureDr: 3,
  ShiftDr: 4,
  Exit1Dr: 5,
  PauseDr: 6,
  Exit2Dr: 7,
  UpdateDr: 8,
  SelectIr: 9,
  CaptureIr: 10,
  ShiftIr: 11,
  Exit1Ir: 12,
  PauseIr: 13,
  Exit2Ir: 14,
  UpdateIr: 15,
} as const;

export type TapState = (typeof TapState)[keyof typeof TapState];

const S = TapState;

/** Where each state goes with TMS low and with TMS high. */
const transitions: readonly (readonly [TapState, TapState])[] = [
  [S.RunTestIdle, S.TestLogicReset],
  [S.RunTestIdle, S.SelectDr],
  [S.CaptureDr, S.SelectIr],
  [S.ShiftDr, S.Exit1Dr],
  [S.ShiftDr, S.Exit1Dr],
  [S.PauseDr, S.UpdateDr],
  [S.PauseDr, S.Exit2Dr],
  [S.ShiftDr, S.UpdateDr],
  [S.RunTestIdle, S.SelectDr],
  [S.CaptureIr, S.TestLogicReset],
  [S.ShiftIr, S.Exit1Ir],
  [S.ShiftIr, S.Exit1Ir],
  [S.PauseIr, S.UpdateIr],
  [S.PauseIr, S.Exit2Ir],
  [S.ShiftIr, S.UpdateIr],
  [S.RunTestIdle, S.SelectDr],
];

export function nextTapState(state: TapState, tms: boolean): TapState {
  return transitions[state]?.[tms ? 1 : 0] ?? S.TestLogicReset;
}
