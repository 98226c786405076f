import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import {
  decodeLayout,
  encodeLayout,
  type Layout,
  parseLayout,
  type ReadBytes,
  type UnitValues,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { type Job, jobOf } from './rig.js';

/** A burn of a record onto a chip that holds an earlier value of it. */
export interface RecordJob {
  readonly name: string;
  readonly job: Job;
  /** What the layout reads, in one line; nothing of a block that does not count. */
  readonly reads: (read: ReadBytes) => string;
  readonly before: string;
  readonly after: string;
}

interface Case {
  readonly name: string;
  readonly records: { readonly once: string; readonly bytes: string };
  readonly before: readonly UnitValues[];
  readonly values: UnitValues;
  /** The slot of the rescue. */
  readonly spare?: number;
}

const appended = (rest: string) =>
  `r: { offset: 64, slots: 8, stride: 8, kind: append, fields: { ${rest} } }`;
const keyed = (rest: string) =>
  `r: { offset: 64, slots: 8, stride: 8, kind: keyed, key: id, fields: { ${rest} } }`;
const flagged = (active: string, rest: string) =>
  `r: { offset: 64, slots: 4, stride: 32, kind: flagged, valid: on, fields: { on: { offset: 0, type: u32, names: { active: ${active}, revoked: 0 } }, ${rest} } }`;

const crc = (offset: number, over: string) =>
  `c: { offset: ${offset}, type: crc, algorithm: crc32, over: [${over}] }`;
const blocks = {
  once: flagged('0xFFFFFFFF', `${crc(8, 'v')}, v: { offset: 12, type: bytes, length: 12 }`),
  bytes: flagged('0xA5A5FFFF', `${crc(4, 'v')}, v: { offset: 8, type: u32 }`),
};
const block = (value: string, device: Device): UnitValues => ({
  v: device.bank.otp.rewrite === 'once' ? value.repeat(12) : Number(`0x${value.repeat(4)}`),
});

const casesFor = (device: Device): readonly Case[] => [
  {
    name: 'append',
    records: {
      once: appended('v: { offset: 0, type: u64 }'),
      bytes: appended(`v: { offset: 0, type: u32 }, ${crc(4, 'v')}`),
    },
    before: [{ v: 0x11223344 }],
    values: { v: 0x11223345 },
    spare: 3,
  },
  {
    name: 'keyed',
    records: {
      once: keyed('v: { offset: 0, type: bytes, length: 7 }, id: { offset: 7, type: u8 }'),
      bytes: keyed(`v: { offset: 0, type: u16 }, id: { offset: 2, type: u16 }, ${crc(4, 'v, id')}`),
    },
    before: [{ 'r[1].v': 1111, 'r[2].v': 2222 }],
    values: { 'r[1].v': 3333, 'r[3].v': 4444 },
    spare: 5,
  },
  {
    name: 'flagged',
    records: blocks,
    before: [block('11', device), { on: 'revoked' }],
    values: block('22', device),
    spare: 3,
  },
  {
    name: 'flagged, revoked',
    records: blocks,
    before: [block('11', device)],
    values: { on: 'revoked' },
  },
];

/** A job for each kind of record of format 2. */
export async function recordJobs(device: Device): Promise<readonly RecordJob[]> {
  return Promise.all(casesFor(device).map((each) => recordJob(device, each)));
}

async function recordJob(device: Device, { name, records, before, values, spare }: Case): Promise<RecordJob> {
  const { bank } = device;
  const text = bank.otp.rewrite === 'once' ? records.once : records.bytes;
  const layout = parseLayout(`format: otpforge.layout/2\nrecords:\n  ${text}\n`, 'otp.yaml', bank);
  const start = SimulatedChip.create(device);
  const burn = (chip: SimulatedChip, each: UnitValues) => {
    const { image } = encode(layout, each, readOf(chip));
    for (const { address, bytes } of image.segments) chip.bench.poke(address, bytes);
  };
  for (const each of before) burn(start, each);
  const { image } = encode(layout, values, readOf(start));
  const done = SimulatedChip.fromState(start.toState(), device);
  burn(done, values);
  const reads = (read: ReadBytes) => readsAs(layout, read);
  const after = reads(readOf(done));
  const job = await jobOf(
    device,
    image,
    (chip) => chip.bench.poke(bank.otp.base, start.bench.peek(bank.otp.base, bank.otp.data.size)),
    spare === undefined
      ? undefined
      : {
          image: encode(layout, values, readOf(start), spare).image,
          holds: (read) => reads(read) === after,
        },
  );
  return {
    name: `${bank.family}, ${name}`,
    job,
    reads,
    before: reads(readOf(start)),
    after,
  };
}

function encode(layout: Layout, values: UnitValues, read: ReadBytes, slot?: number) {
  const bytes = layout.fields.find(({ name }) => name === 'r.v')?.type === 'bytes';
  const given = Object.entries(values).map(([name, value]) => [
    name,
    bytes ? String(value).padStart(14, '0') : value,
  ]);
  const data = unitDataFromObject(Object.fromEntries(given));
  return encodeLayout(layout, data, { read, ...(slot !== undefined && { slot }) });
}

function readOf(chip: SimulatedChip): ReadBytes {
  return (address, length) => chip.bench.peek(address, length);
}

function readsAs(layout: Layout, read: ReadBytes): string {
  return decodeLayout(layout, read, 'unreadable')
    .filter(({ name, state }) => /v$/.test(name) && state === 'value')
    .map(({ name, value }) => `${name} ${value}`)
    .toSorted()
    .join(', ');
}
