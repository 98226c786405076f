import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { parseLayout } from '../../src/layout/index.js';
import { setMeta } from '../../src/ledger/meta.js';
import { claim } from '../../src/ledger/units/claim.js';
import { finish } from '../../src/ledger/units/finish.js';
import { reserve } from '../../src/ledger/units/reserve.js';
import { parseLine } from '../../src/line/index.js';
import { type Labels, type OutputProblem, openLabels } from '../../src/output/index.js';
import { useBanks } from '../layout/banks.js';
import {
  claimOf,
  nextSerial,
  serialOf,
  serials,
  sqliteTables,
  type Tables,
  textValue,
} from '../ledger/tables-support.js';
import { queue } from './support.js';

const layoutText = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  lot: { offset: 0x10, type: ascii, length: 16, pad: 0x00 }
  key: { offset: 0x20, type: bytes, length: 16, secret: true }
`;

/** A template that shows all that it must. */
export const template =
  '^XA^FH_^FD{{serial}}|{{values.lot}}|{{training}}|{{reprint}}|{{slot}}|{{date}}^FS^XZ';

/** A printer on this machine. It ends a connection once it has all, unless it holds on to it. */
export async function startPrinter({ holds = false } = {}) {
  const labels = queue<string>();
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    const parts: Uint8Array[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => undefined);
    socket.on('end', () => {
      const text = Buffer.concat(parts).toString();
      if (text !== '') labels.push(text);
      if (!holds) socket.end();
    });
  });
  const listen = (at: number) =>
    new Promise<number>((resolve) => {
      server.listen(at, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  const port = await listen(0);
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    to: `tcp:127.0.0.1:${port}`,
    next: labels.next,
    /** Ends the connections that it held on to. */
    release: () => {
      for (const socket of sockets) socket.end();
    },
    down,
    up: () => listen(port),
  };
}

/** Printers that are gone after each test. */
export function usePrinters() {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  return {
    printer: async (options?: { readonly holds?: boolean }) => {
      const printer = await startPrinter(options);
      ends.push(printer.down);
      return printer;
    },
  };
}

/** A line with verified units that wait for their labels. */
export function labelsInFolder() {
  const banks = useBanks();
  const { printer } = usePrinters();
  let folder = '';
  let tables: Tables;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-labels-'));
    tables = await sqliteTables();
  });
  afterEach(async () => {
    await tables.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const lineOf = (label: string) =>
    parseLine(
      `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
ledger: sqlite:line.db
timezone: Europe/Berlin
values:
  serial: { sequence: "SN-{n:06}" }
  lot: { scan: ".*" }
  key: { hook: [ask] }
label: { template: label.zpl.hbs, ${label} }
`,
      join(folder, 'line.yaml'),
    );
  const layout = () => parseLayout(layoutText, 'otp.yaml', banks.l4);
  return {
    path: (name: string) => join(folder, name),
    tables: () => tables,
    layout,
    lineOf,
    write: (text: string) => writeFileSync(join(folder, 'label.zpl.hbs'), text),
    printer,
    training: () => tables.in((tx) => setMeta(tx, 'medium', 'simulated')),
    /** A unit that T3 has recorded. */
    verified: async (unit: number, { lot = 'L-1', result = 'verified' as 'verified' | 'failed' } = {}) => {
      const run = `run ${unit}`;
      await tables.in(async (tx) => {
        await reserve(
          tx,
          nextSerial(unit, {
            values: async (draw) => [
              ...(await draw(serials, serialOf)),
              textValue('lot', lot, { unique: false }),
            ],
          }),
        );
        const key = { unit, generation: 1, stage: '', from: 'reserved', version: 1 } as const;
        await claim(tx, { ...key, others: [], claim: claimOf(run) });
        await finish(tx, { run, result, readBack: true, label: true });
      });
    },
    open: async (
      label: string,
      checkTrust = async () => {},
    ): Promise<{
      readonly labels: Labels;
      readonly problem: () => Promise<OutputProblem>;
      /** The line is read again, and has another time zone. */
      readonly reload: (timezone: string) => void;
    }> => {
      let inputs = { line: lineOf(label), layout: layout() };
      const problems = queue<OutputProblem>();
      const labels = await openLabels({ transaction: (work) => tables.in(work) }, () => inputs, {
        ...{ onProblem: problems.push, checkTrust },
        onChange: () => undefined,
        now: () => new Date('2026-11-29T23:30:00Z'),
      });
      if (!labels) throw new Error('the line has no label');
      const reload = (timezone: string) => {
        inputs = { line: { ...lineOf(label), timezone }, layout: layout() };
      };
      return { labels, problem: problems.next, reload };
    },
  };
}
