import type { PageUnit, ShiftReport, SlotState, SlotStatus, StationState } from '../../src/page/api-types.js';

const since = '2026-11-29T14:02:00.000Z';

/** A station of some slots, named A, B and so on, that are in these states. */
export function station(statuses: readonly SlotStatus[], more: Partial<StationState> = {}): StationState {
  return {
    format: 'otpforge.station/1',
    version: 1,
    product: 'ACME thermostat',
    line: 'line.yaml',
    station: 'bench-1',
    medium: 'silicon',
    training: false,
    operator: 'OP-17',
    operatorName: 'Maria Lind',
    order: { number: '4711', done: 212, quantity: 500 },
    slots: statuses.map((status, index) => slot(String.fromCharCode(65 + index), status, index + 1)),
    openUnits: [],
    failures: [],
    numbers: { units: 216, verified: 212, firstPassYield: 0.972, finalYield: 0.981, medianSeconds: 4.2 },
    warnings: [],
    ...more,
  };
}

/** A slot as the station shows it in a state. */
export function slot(
  name: string,
  status: SlotStatus,
  insertion = 1,
  more: Partial<SlotState> = {},
): SlotState {
  return { slot: name, status, insertion, since, ...shown(status, insertion), ...more };
}

function shown(status: SlotStatus, insertion: number): Partial<SlotState> {
  const uid = `3A002C00175136323639${String(3000 + insertion)}`;
  const values = [
    { field: 'serial', text: `SN-2026-${String(417 + insertion).padStart(5, '0')}` },
    { field: 'mac', text: `02:00:5E:10:00:${(16 + insertion).toString(16).toUpperCase()}` },
  ];
  if (status === 'empty' || status === 'paused') return {};
  if (status === 'ready') return { uid };
  if (status === 'busy') return { uid, values, step: { phase: 'burn-data', done: 34, total: 64 } };
  if (status === 'fail')
    return {
      uid,
      values,
      code: 'STUCK_BITS',
      message: 'unit 3 at 0x1FFF7018 reads 0xFFFFFFFFFFFF00FF after burning, wanted 0x41434D45000000FF',
      next: 'Put this board into the red tray.',
    };
  if (status === 'not-recorded')
    return {
      uid,
      values,
      code: 'LEDGER_UNREACHABLE',
      message: 'the ledger at db.local does not answer',
      next: 'Leave the board in until the ledger answers.',
    };
  return { uid, values };
}

/** A unit as `GET /api/units/:id` gives it. */
export const pageUnit: PageUnit = {
  format: 'otpforge.page-unit/1',
  ledger: 'f3a9c2d417be',
  unit: {
    unit: 218,
    product: 'ACME thermostat',
    generation: 1,
    die: { devId: 0x415, uid: '3A002C001751363236393430' },
    order: '4711',
    replacedBy: [],
    stages: [{ stage: '', state: 'verified', station: 'bench-1', slot: 'C', shown: true }],
    values: [
      { field: 'serial', stage: '', source: 'sequence', unique: true, text: 'SN-2026-00218' },
      { field: 'mac', stage: '', source: 'sequence', unique: true, text: '02:00:5E:10:00:DA' },
      { field: 'revision', stage: '', source: 'list', unique: false, text: 'B2' },
      { field: 'key', stage: '', source: 'random', unique: true, secret: 'wiped' },
    ],
    visits: [
      {
        run: 'r1',
        station: 'bench-1',
        slot: 'C',
        operator: 'OP-17',
        began: '2026-11-29T13:58:02.000Z',
        ended: '2026-11-29T13:58:05.100Z',
        result: 'failed',
        codes: ['PROBE_LOST'],
      },
      {
        run: 'r2',
        station: 'bench-1',
        slot: 'C',
        operator: 'OP-17',
        began: '2026-11-29T14:01:12.000Z',
        ended: '2026-11-29T14:01:16.400Z',
        result: 'verified',
        codes: [],
      },
    ],
    events: [
      { time: '2026-11-29T13:58:02.100Z', station: 'bench-1', kind: 'bound', details: { order: '4711' } },
      { time: '2026-11-29T13:58:02.900Z', station: 'bench-1', kind: 'claimed', run: 'r1', details: {} },
      {
        time: '2026-11-29T14:01:16.400Z',
        station: 'bench-1',
        kind: 'verified',
        run: 'r2',
        details: { sha256: '9b1c4a…' },
      },
    ],
  },
  map: {
    format: 'otpforge.map/1',
    result: 'done',
    source: 'image',
    files: [],
    area: { base: 0x1fff7000, size: 128, writeUnit: 8, lockBase: 0x1fff7400 } as never,
    journal: false,
    cells: [
      { address: 0x1fff7000, length: 16, state: 'value', field: 'serial', block: 0, locked: true },
      { address: 0x1fff7010, length: 6, state: 'value', field: 'mac', block: 0, locked: true },
      { address: 0x1fff7016, length: 2, state: 'value', field: 'revision', block: 0, locked: true },
      { address: 0x1fff7018, length: 8, state: 'blank', block: 0, locked: true },
      { address: 0x1fff7020, length: 32, state: 'value', field: 'key', secret: true, block: 1 },
      { address: 0x1fff7040, length: 64, state: 'blank', block: 2 },
    ],
    locks: [
      { block: 0, address: 0x1fff7400, state: 'locked' },
      { block: 1, address: 0x1fff7401, state: 'open' },
      { block: 2, address: 0x1fff7402, state: 'open' },
    ],
    blockSize: 32,
    fields: [],
    slots: [],
    values: [],
    refusals: [],
    warnings: [],
  },
};

/** Numbers as `GET /api/report` gives them. */
export const shiftReport: ShiftReport = {
  format: 'otpforge.shift-report/1',
  ledger: 'f3a9c2d417be',
  product: 'ACME thermostat',
  timezone: 'UTC',
  from: '2026-11-29T06:00:00.000Z',
  to: '2026-11-29T14:00:00.000Z',
  units: 216,
  firstPass: 210,
  verified: 212,
  firstPassYield: 0.972,
  finalYield: 0.981,
  retests: 9,
  medianMs: 4200,
  p95Ms: 6800,
  perHour: 27,
  pareto: [
    { code: 'STUCK_BITS', count: 3 },
    { code: 'PROBE_LOST', count: 1 },
  ],
  hours: [
    hour('2026-11-29T12:00:00.000Z', { units: 104, verified: 100, retests: 9, medianMs: 4300 }),
    hour('2026-11-29T13:00:00.000Z', { units: 112, verified: 112, retests: 0, medianMs: 4100 }),
  ],
  slots: [
    {
      ...{ station: 'bench-1', slot: 'A', units: 216, firstPass: 210, verified: 212 },
      ...{ firstPassYield: 0.972, finalYield: 0.981, retests: 9, medianMs: 4200 },
    },
  ],
};

function hour(at: string, counts: { units: number; verified: number; retests: number; medianMs: number }) {
  const { units, verified } = counts;
  const firstPass = verified - (units > verified ? 2 : 0);
  return { hour: at, firstPass, firstPassYield: firstPass / units, finalYield: verified / units, ...counts };
}
