import type { LedgerChangeDocument } from '../api/ledger-change.js';
import type { LedgerShowDocument } from '../api/ledger-show.js';
import type { ShownUnit } from '../api/ledger-units.js';
import type { ShiftReport } from '../api/shift-report.js';
import type { PlanDocument } from '../burn/index.js';
import type { MapDocument } from '../map/index.js';
import type { SlotState } from '../station/slot-state.js';
import type { ScanTaken, StationEvent } from '../station/station.js';
import type { StationState } from '../station/station-state.js';

export type { ShownUnit } from '../api/ledger-units.js';
export type { ShiftReport } from '../api/shift-report.js';
export type { SlotState, SlotStatus } from '../station/slot-state.js';
export type { ScanTaken, StationEvent } from '../station/station.js';
export type { OpenUnit, ShownFailure, ShownNumbers, StationState } from '../station/station-state.js';

export interface ReportQuery {
  readonly from?: string;
  readonly to?: string;
  readonly stage?: string;
  readonly station?: string;
  readonly slot?: string;
  readonly order?: string;
  readonly as?: 'csv';
}

export type PageRole = 'operate' | 'supervise';

export interface StreamEvents {
  readonly state: StationState;
  readonly slot: SlotState;
  readonly note: Extract<StationEvent, { readonly message: string }>;
  readonly heartbeat: { readonly at: string };
  /** Nothing comes after it. */
  readonly ended: { readonly at: string };
}

export interface SessionAnswer {
  readonly role?: PageRole;
}

export interface PageUnit {
  readonly format: 'otpforge.page-unit/1';
  readonly ledger: string;
  readonly unit: ShownUnit;
  readonly map?: MapDocument;
}

export interface ReprintAnswer {
  readonly result: 'printed' | 'waits';
}

export interface HttpError {
  readonly format: 'otpforge.http-error/1';
  readonly error: { readonly code: string; readonly message: string; readonly remedy?: string };
}

export interface Bodies {
  readonly 'POST /api/session': { readonly token: string };
  readonly 'POST /api/slots/:n/start': { readonly insertion: number; readonly request: string };
  readonly 'POST /api/slots/:n/pause': { readonly request?: string };
  readonly 'POST /api/slots/:n/resume': { readonly request?: string };
  readonly 'POST /api/slots/:n/confirm': {
    readonly insertion: number;
    readonly accept: boolean;
    readonly request?: string;
  };
  readonly 'POST /api/scan': {
    readonly text: string;
    /** With `insertion`, the board that the scan is for. */
    readonly slot?: string;
    readonly insertion?: number;
    readonly request?: string;
  };
  readonly 'POST /api/units/:id/reprint': { readonly request?: string };
  readonly 'POST /api/units/:id/scrap': { readonly reason: string; readonly request?: string };
  readonly 'POST /api/units/:id/release': { readonly reason: string; readonly request?: string };
}

export interface Answers {
  readonly 'GET /api/state': StationState;
  readonly 'GET /api/session': SessionAnswer;
  readonly 'GET /api/slots/:n/plan': PlanDocument;
  readonly 'GET /api/units': LedgerShowDocument;
  readonly 'GET /api/units/:id': PageUnit;
  readonly 'GET /api/report': ShiftReport;
  readonly 'POST /api/session': SessionAnswer;
  readonly 'DELETE /api/session': SessionAnswer;
  readonly 'POST /api/slots/:n/start': SlotState;
  readonly 'POST /api/slots/:n/pause': SlotState;
  readonly 'POST /api/slots/:n/resume': SlotState;
  readonly 'POST /api/slots/:n/confirm': SlotState;
  readonly 'POST /api/scan': ScanTaken;
  readonly 'POST /api/units/:id/reprint': ReprintAnswer;
  readonly 'POST /api/units/:id/scrap': LedgerChangeDocument;
  readonly 'POST /api/units/:id/release': LedgerChangeDocument;
}
