import { basename } from 'node:path';
import type { Line } from '../line/index.js';
import type { Medium } from '../probe/index.js';
import type { Stop } from './guards/guard.js';
import type { OperatorDesk } from './operator-desk.js';
import type { LedgerView } from './overview.js';
import type { StationState } from './station-state.js';

export interface Shown extends Pick<StationState, 'version' | 'station' | 'slots' | 'failures' | 'warnings'> {
  readonly line: Line;
  readonly medium: Medium;
  readonly desk: Pick<OperatorDesk, 'code' | 'name'>;
  readonly view: LedgerView;
  readonly stopped: Stop | undefined;
}

/** All that a station shows, in one object. */
export function shownState({ line, medium, desk, view, stopped, ...rest }: Shown): StationState {
  const { code, name } = desk;
  return {
    format: 'otpforge.station/1',
    product: line.product,
    line: basename(line.file),
    medium,
    training: medium !== 'silicon',
    ...(code !== undefined && { operator: code }),
    ...(name !== undefined && { operatorName: name }),
    ...view,
    ...rest,
    ...(stopped && { stopped }),
  };
}
