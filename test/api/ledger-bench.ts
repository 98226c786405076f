import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { initLedger } from '../../src/api/ledger-status.js';
import { withLine } from '../../src/api/open-line.js';
import { claim, finish, type Ledger, type PoolSpec, reserve } from '../../src/ledger/index.js';
import { loadList } from '../../src/ledger/pools/list.js';
import { exportUnits } from '../../src/ledger/units/export-units.js';
import type { NewValue } from '../../src/ledger/units/known.js';
import { claimOf, die } from '../ledger/tables-support.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  customer: { offset: 0x18, type: ascii, length: 8, pad: 0x00, unique: true }
  lot: { offset: 0x20, type: ascii, length: 8, pad: 0x00 }
  check: { offset: 0x28, type: crc, algorithm: crc32, over: [serial, mac, customer, lot] }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: Europe/Berlin
ledger: sqlite:line.db
order: { number: WO-1, quantity: 1000 }
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:FF", step: 2 }
  customer: { list: acme, column: Customer No }
  lot: { list: acme, column: Lot }
`;

/** A line with its ledger in a folder of each test, at a station whose state is in `state`. */
export function ledgerInFolder() {
  let folder = '';
  const path = (name: string) => join(folder, name);
  const file = () => path('line.yaml');
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
    vi.stubEnv('OTPFORGE_STATE_DIR', path('state'));
    writeFileSync(path('otp.yaml'), layout);
    writeFileSync(file(), line);
    await initLedger(file(), { simulated: true, ledgerKey: path('line.key') });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const ledgerKey = () => path('line.key');
  const inLedger = <T>(work: (ledger: Ledger) => Promise<T>) =>
    withLine(file(), { ledgerKey: ledgerKey() }, ({ ledger }) => work(ledger));
  return {
    path,
    file,
    ledgerKey,
    inLedger,
    /** Reserves values for dies by their numbers. */
    reserve: (...dies: readonly number[]) =>
      inLedger(async (ledger) => {
        for (const n of dies) await ledger.transaction((tx) => reserve(tx, reservationOf(ledger, n)));
      }),
    /** Burns them, so to say. */
    verify: (...dies: readonly number[]) =>
      inLedger(async (ledger) => {
        for (const n of dies) await verifyDie(ledger, n);
      }),
    exportBatch: (batch: string, count: number) => inLedger((ledger) => exportSome(ledger, batch, count)),
    load: (...customers: readonly string[]) =>
      inLedger((ledger) =>
        ledger.transaction((tx) =>
          loadList(
            tx,
            'acme',
            customers.map((cells) => ({
              mac: ledger.key().mac('controller-c/customer', Buffer.from(cells)),
              cells,
            })),
          ),
        ),
      ),
  };
}

function reservationOf(ledger: Ledger, n: number) {
  return {
    die: die(n),
    product: 'controller-c',
    stage: '',
    order: { number: 'WO-1', quantity: 1000 },
    values: async (draw: Parameters<Parameters<typeof reserve>[1]['values']>[0]) => [
      ...(await draw(serials, (at) => serial(ledger, at))),
      ...(await draw(macs, (at) => mac(ledger, at))),
    ],
  };
}

async function verifyDie(ledger: Ledger, n: number): Promise<void> {
  const run = `run ${n}`;
  await ledger.transaction(async (tx) => {
    const { unit, generation } = await reserve(tx, reservationOf(ledger, n));
    const key = { unit, generation, stage: '' };
    await claim(tx, {
      ...key,
      from: 'reserved',
      version: 1,
      others: [],
      claim: claimOf(run),
      operator: 'ME',
    });
    const outbox = [{ kind: 'unit', body: { values: [{ field: 'serial', text: serialText(n) }] } }];
    await finish(tx, { run, result: 'verified', codes: [], readBack: true, outbox });
  });
}

function exportSome(ledger: Ledger, batch: string, count: number) {
  return ledger.transaction((tx) =>
    exportUnits(tx, {
      product: 'controller-c',
      stage: '',
      batch,
      count,
      values: async (draw) => {
        const [numbers, addresses] = [
          await draw(serials, (at) => serial(ledger, at)),
          await draw(macs, (at) => mac(ledger, at)),
        ];
        return numbers.map((values, row) => [...values, ...(addresses[row] ?? [])]);
      },
    }),
  );
}

const serials = { name: 'controller-c/serial', kind: 'sequence', first: 1, last: 999_999 } as const;
const macs: PoolSpec = {
  name: 'macs',
  kind: 'pool',
  first: 0,
  last: 255,
  step: 2,
  range: { space: 'eui48', low: '02005e100000', high: '02005e1000ff' },
};

export const serialText = (n: number) => `SN-${String(n).padStart(6, '0')}`;

function serial(ledger: Ledger, n: number): NewValue {
  const text = serialText(n);
  const canonical = Buffer.concat([Buffer.from(text), Buffer.alloc(16 - text.length)]);
  return ledgerValue(ledger, {
    field: 'serial',
    source: 'sequence',
    scope: 'controller-c/serial',
    text,
    canonical,
  });
}

function mac(ledger: Ledger, n: number): NewValue {
  const canonical = Buffer.from([0x02, 0x00, 0x5e, 0x10, 0x00, n]);
  const text = canonical.toString('hex').toUpperCase().match(/../g)?.join(':') ?? '';
  return ledgerValue(ledger, { field: 'mac', source: 'pool', scope: 'eui48', text, canonical });
}

function ledgerValue(
  ledger: Ledger,
  value: Pick<NewValue, 'field' | 'source' | 'scope' | 'text'> & { readonly canonical: Uint8Array },
): NewValue {
  return { ...value, unique: true, mac: ledger.key().mac(value.scope, value.canonical) };
}
