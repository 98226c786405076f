import type { PlanDocument } from '../../burn/index.js';
import type { PageRole, PageUnit, ShiftReport, StationState } from '../api-types.js';

/** `refused`: the station answers, and wants a token. `ended`: it was stopped, and said so. */
export type Connection = 'first' | 'up' | 'lost' | 'ended' | 'refused';

export type Screen = 'operator' | 'unit' | 'shift';

/** What came of a scan or a key, shown for a few seconds. */
export interface Notice {
  readonly isProblem: boolean;
  readonly text: string;
}

export interface AskedUnit {
  readonly asked: string;
  readonly found?: PageUnit;
  readonly problem?: string;
}

export type ShiftWindow =
  | { readonly kind: 'last'; readonly hours: number }
  | { readonly kind: 'between'; readonly from: string; readonly to: string };

export interface AskedShift {
  readonly window: ShiftWindow;
  readonly report?: ShiftReport;
  readonly problem?: string;
}

/** All that the page shows. */
export interface Model {
  readonly connection: Connection;
  readonly screen: Screen;
  readonly station?: StationState | undefined;
  readonly role?: PageRole | undefined;
  /** The slot whose code was scanned here, and the board that was in it: the next scan goes to that one. */
  readonly armed?: { readonly slot: string; readonly insertion: number } | undefined;
  readonly notice?: Notice | undefined;
  readonly isSoundOff: boolean;
  /** The token of the link was refused. */
  readonly isTokenWrong: boolean;
  /** The plan that is looked at, and the board that it is for. */
  readonly plan?:
    | { readonly slot: string; readonly insertion: number; readonly plan: PlanDocument }
    | undefined;
  /** The unit that is looked at, by the name that it was asked for. */
  readonly unit?: AskedUnit | undefined;
  readonly shift?: AskedShift | undefined;
  /** What is about to be done with a unit, for somebody to give a reason. */
  readonly decision?: { readonly kind: 'scrap' | 'release'; readonly unit: number } | undefined;
}

type Listener = (model: Model) => void;

let model: Model = { connection: 'first', screen: 'operator', isSoundOff: true, isTokenWrong: false };
const listeners = new Set<Listener>();

export function current(): Model {
  return model;
}

export function change(part: Partial<Model>): void {
  model = { ...model, ...part };
  for (const listener of listeners) listener(model);
}

export function onChange(listener: Listener): void {
  listeners.add(listener);
}
