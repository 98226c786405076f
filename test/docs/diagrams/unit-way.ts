import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hex32 } from '../../../src/text/hex.js';
import { Diagram, type Kind } from './diagram.js';

const columns = 104;
const left = 1;
const middle = 15;
const right = 84;
const width = right - middle - 3;

interface Stage {
  readonly what: string;
  readonly lines: readonly string[];
  /** Folder of src that makes the next stage out of this one. */
  readonly by?: string;
  /** What ends the unit here. */
  readonly stop?: string;
  readonly kind?: Kind;
}

/** One unit of a released version, from the row of its table to the cells: the bytes are those of its files. */
export function unitWayPicture(folder: string): string {
  const stages = stagesOf(folder);
  const height = stages.reduce((sum, { lines }) => sum + lines.length + 1.5, 0);
  const diagram = new Diagram('one unit, from its row to the cells', columns, Math.ceil(height));
  diagram.text(right + 1, 0, 'ends it', 'note');
  let line = 1;
  for (const [index, { what, lines, by, stop, kind = 'plain' }] of stages.entries()) {
    diagram.text(left, line, what, 'strong');
    diagram.box(middle, line, width, lines.length, kind);
    for (const [row, text] of lines.entries())
      diagram.text(middle, line + row, text, kind === 'chip' ? kind : 'plain', width);
    if (stop !== undefined) {
      diagram.box(right + 1, line, columns - right - 3, 1, 'stop');
      diagram.text(right + 1, line, stop, 'stop');
    }
    const next = line + lines.length + 1.5;
    if (index < stages.length - 1) diagram.arrow(middle + 3, line + lines.length, { line: next });
    if (by !== undefined) diagram.text(middle + 6, line + lines.length + 0.25, by, 'note');
    line = next;
  }
  return diagram.toString();
}

function stagesOf(folder: string): readonly Stage[] {
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const plan = JSON.parse(text('plan.json'));
  const report = JSON.parse(text('report.json'));
  const calls = text('run.jsonl')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
  const units: readonly { address: number; old: string; wanted: string; state: string; reason: string }[] =
    plan.units;
  const { base } = plan.area;
  const job = jobOf(calls);
  const cells = Buffer.from(lastRead(calls, base), 'hex').subarray(0, job.len);
  return [
    {
      what: 'units.csv',
      lines: text('units.csv').split('\n').slice(0, 2),
      by: 'layout: encode the fields of otp.yaml',
      stop: 'unsound table',
    },
    {
      what: 'fields',
      lines: plan.values.map(
        ({ field, address, length }: { field: string; address: number; length: number }) =>
          `${field.padEnd(6)} ${hex32(address)}  ${spaced(cells.subarray(address - base, address - base + length))}`,
      ),
      by: 'image: merge with the firmware, every byte with its source',
      stop: 'overlap',
    },
    {
      what: 'unit.hex',
      lines: text('unit.hex').split('\n').slice(1, 3),
      by: 'burn: identify the chip, read its OTP, plan',
      stop: 'another chip',
    },
    {
      what: 'plan',
      lines: units.map(
        ({ address, old, wanted, state }) => `${hex32(address)}  ${short(old)} -> ${wanted}  ${state}`,
      ),
      by: 'rehearse, ask, journal: begin; then firmware, and plan again',
      stop: 'any refusal',
    },
    {
      what: 'job in RAM',
      lines: [
        `${hex32(job.at)}  magic ${hex32(job.magic)}, version ${job.version}, count ${job.count}`,
        `            ${job.len} bytes to ${hex32(job.addr)} from ${hex32(job.src)}`,
      ],
      by: 'the loader runs on the chip, and checks all before it programs any',
      stop: 'loader status',
    },
    {
      what: 'cells',
      lines: [0, 16].map((at) => `${hex32(base + at)}  ${spaced(cells.subarray(at, at + 16))}`),
      kind: 'chip',
      by: 'burn: read back past the cache, judge the whole bank, then lock',
      stop: 'a byte differs',
    },
    {
      what: 'verdict',
      lines: [`${report.result}: ${report.unitsBurnt} units burnt`, report.unit.text],
      kind: 'strong',
    },
    { what: 'journal: end', lines: ['the next run knows this serial number and this die'], kind: 'note' },
  ];
}

interface Call {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
}

/** The job that the loader got: R0 points to it, in the RAM that was written last. */
function jobOf(calls: readonly Call[]) {
  const start = calls.find(
    ({ call, args }) => call === 'writeRegisters' && isRecord(args[0]) && 'R0' in args[0],
  );
  const at = isRecord(start?.args[0]) ? Number(start.args[0].R0) : 0;
  const written = calls.find(
    ({ call, args }) => call === 'writeMemory' && Number(args[0]) <= at && String(args[1]).length > 64,
  );
  const bytes = Buffer.from(String(written?.args[1]), 'hex').subarray(at - Number(written?.args[0]));
  const word = (index: number) => bytes.readUInt32LE(index * 4);
  return { at, magic: word(0), version: word(1), count: word(3), addr: word(8), len: word(9), src: word(10) };
}

function lastRead(calls: readonly Call[], base: number): string {
  return String(calls.findLast(({ call, args }) => call === 'readMemory' && args[0] === base)?.result);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function spaced(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replaceAll(/..(?=.)/g, '$& ');
}

function short(old: string): string {
  return /^(FF ?)+$/.test(old) ? 'FF..' : old;
}
