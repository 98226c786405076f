import { isSector, type OtpBank } from '../../../src/bank/index.js';
import type { Random } from './random.js';
import { type FieldText, randomValue } from './values.js';

type Fields = Record<string, FieldText>;

/** A layout as its file has it. */
export interface LayoutText {
  readonly format: 'otpforge.layout/1';
  readonly fields?: Fields;
  readonly records?: Record<string, { readonly fields: Fields; readonly [key: string]: unknown }>;
  readonly [key: string]: unknown;
}

/** A layout of format 1 by random choices; most are valid. */
export function randomLayout(random: Random, bank: OtpBank): LayoutText {
  const { data, writeUnit } = bank.otp;
  const some = random.chance(0.7);
  const fill = random.chance(0.5) ? { fill: random.pick([0, 0xff, 0x5a]) } : {};
  const stages = random.chance(0.3) ? ['factory', 'test'] : [];
  const names = Array.from({ length: 99 }, (_, index) => `f${index}`);
  const fresh = () => names.shift() ?? '';
  const [fields, end] = some
    ? randomFields(random, { start: data.offset, count: 1 + random.below(10), stages, writeUnit, fresh })
    : [{}, data.offset];
  const withRecords = !some || random.chance(0.3);
  const first = Math.ceil(end / writeUnit) * writeUnit;
  const { records, end: last } = withRecords
    ? randomRecords(random, { start: first, writeUnit, stages, fresh })
    : { records: {}, end: first };
  return {
    format: 'otpforge.layout/1',
    ...(random.chance(0.3) && { title: 'By chance' }),
    ...madeFor(random, bank),
    ...fill,
    ...randomLocks(random, bank, last),
    ...(some && { fields }),
    ...(withRecords && { records }),
  };
}

function madeFor(random: Random, bank: OtpBank): { readonly [key: string]: unknown } {
  if (bank.fuses !== undefined) return { fuses: bank.fuses, ...(random.chance(0.3) && { ssp: true }) };
  if (isSector(bank) && random.chance(0.5))
    return { sector: { device: 'STM32H743ZI', address: bank.otp.base } };
  return random.chance(0.7) ? { bank: bank.name } : {};
}

function randomLocks(random: Random, { otp }: OtpBank, end: number): { lock?: readonly number[] } {
  if (!otp.locks || random.chance(0.4)) return {};
  const used = Math.max(1, Math.ceil((end - otp.data.offset) / otp.locks.blockSize));
  const blocks = Array.from({ length: Math.min(used, otp.locks.count) }, (_, block) => block);
  return { lock: blocks.filter(() => random.chance(0.5)).toReversed() };
}

interface Where {
  readonly start: number;
  readonly count: number;
  readonly stages: readonly string[];
  readonly writeUnit: number;
  /** A name that the layout does not have yet. */
  readonly fresh: () => string;
}

function randomFields(random: Random, { start, count, stages, writeUnit, fresh }: Where): [Fields, number] {
  const fields: Fields = {};
  let offset = start;
  let stage: string | undefined;
  for (let index = 0; index < count; index += 1) {
    if (random.chance(0.2)) offset += random.below(9);
    if (stages.length > 0 && random.chance(0.3)) {
      stage = random.chance(0.3) ? undefined : random.pick(stages);
      offset = Math.ceil(offset / writeUnit) * writeUnit;
    }
    const others = Object.entries(fields);
    const crc = others.length > 0 && random.chance(0.2);
    const field = crc ? randomCrc(random, others) : randomField(random);
    fields[fresh()] = {
      offset,
      ...field,
      ...(random.chance(0.1) && { description: 'By chance' }),
      ...(random.chance(0.1) && { secret: true }),
      ...(random.chance(0.3) && { allowBlank: true }),
      ...(stage !== undefined && { when: stage }),
    };
    offset += sizeOf(field);
  }
  return [random.chance(0.2) ? Object.fromEntries(Object.entries(fields).toReversed()) : fields, offset];
}

function randomField(random: Random): FieldText {
  const field = fieldOfType(random, random.pick(types));
  const given = random.below(12);
  if (given === 0) return { ...field, const: randomValue(random, field) };
  if (given === 1) return { ...field, default: randomValue(random, field) };
  if (given === 2) return { ...field, unique: random.chance(0.7) };
  return field;
}

const types = ['u8', 'u16', 'u32', 'u64', 'bytes', 'ascii', 'utf8', 'mac', 'eui48', 'eui64', 'uuid', 'date'];

function fieldOfType(random: Random, type: string): FieldText {
  const endian = random.pick([{}, { endian: 'big' }, { endian: 'little' }]);
  if (type === 'uuid') return { type };
  if (type === 'bytes') return { type, length: 1 + random.below(20) };
  if (type === 'date') return { type, encoding: random.pick(['unix32', 'bcd', 'ymd']), ...endian };
  if (type === 'mac' || type === 'eui48' || type === 'eui64') {
    return { type, ...(random.chance(0.3) && { prefix: random.pick(['02:00:5E', '00:80:E1', '02']) }) };
  }
  if (type === 'ascii' || type === 'utf8') {
    return {
      type,
      length: 1 + random.below(20),
      ...(random.chance(0.8) && { pad: random.pick([0, 0x20, 0xff]) }),
      ...(random.chance(0.3) && { align: random.pick(['left', 'right']) }),
      ...(random.chance(0.2) && { pattern: '[^x]*' }),
    };
  }
  const limits = random.chance(0.2) ? { min: 1, ...(random.chance(0.5) && { max: '0xF0' }) } : {};
  return { type, ...endian, ...limits };
}

const crcNames = [
  'crc32',
  'crc32c',
  'crc32-mpeg2',
  'crc32-stm32',
  'crc16-ccitt-false',
  'crc16-xmodem',
  'crc16-kermit',
  'crc16-modbus',
  'crc8',
  'crc8-maxim',
];

function randomCrc(random: Random, others: readonly (readonly [string, FieldText])[]): FieldText {
  const endian = random.pick([{}, { endian: 'big' }]);
  const algorithm = random.pick(crcNames);
  const [, first] = others[0] ?? [];
  const [, last] = others.at(-1) ?? [];
  if (first && last && random.chance(0.4)) {
    const offset = Number(first.offset);
    const range = { offset, length: Number(last.offset) + sizeOf(last) - offset };
    return { type: 'crc', algorithm, range, ...endian };
  }
  const over = others.map(([name]) => name).filter(() => random.chance(0.7));
  return { type: 'crc', algorithm, over: over.length > 0 ? over : [others[0]?.[0] ?? ''], ...endian };
}

function randomRecords(random: Random, { start, writeUnit, stages, fresh }: Omit<Where, 'count'>) {
  const records: Record<string, { fields: Fields }> = {};
  let offset = start;
  for (const name of random.chance(0.2) ? ['identity', 'spare'] : ['identity']) {
    const counter = fresh();
    const type = random.pick(['u8', 'u16', 'u32']);
    const size = sizeOf({ type });
    const [fields, end] = randomFields(random, {
      start: size,
      count: 1 + random.below(4),
      stages: [],
      writeUnit,
      fresh,
    });
    const check = fresh();
    const algorithm = random.pick(crcNames.slice(0, 8));
    const names = Object.keys(fields);
    const covers = random.chance(0.5) ? { over: [counter, ...names] } : { range: { offset: 0, length: end } };
    const all = {
      [counter]: { offset: 0, type, ...random.pick([{}, { endian: 'big' }]) },
      ...fields,
      [check]: { offset: end, type: 'crc', algorithm, ...covers, ...random.pick([{}, { endian: 'big' }]) },
    };
    const stride = Math.ceil((end + 4 + random.below(2) * writeUnit) / writeUnit) * writeUnit;
    const slots = 1 + random.below(5);
    const when = stages.length > 0 && random.chance(0.5) ? { when: random.pick(stages) } : {};
    records[name] = { ...{ offset, slots, stride, sequence: counter, ...when }, fields: all };
    offset += slots * stride;
  }
  return { records, end: offset };
}

const byteSizes: Readonly<Record<string, number>> = { mac: 6, eui48: 6, eui64: 8, uuid: 16, date: 4 };

/** Bytes that a field takes. */
function sizeOf({ type, length, algorithm }: FieldText): number {
  if (type === 'crc') return Number(/^crc(\d+)/.exec(`${algorithm}`)?.[1]) / 8;
  return length ?? byteSizes[type] ?? Number(type.slice(1)) / 8;
}

/** Values for all of a layout's fields that take one, and now and then not for all. */
export function randomUnit(random: Random, { fields = {}, records = {} }: LayoutText) {
  const all = [
    ...Object.entries(fields),
    ...Object.values(records).flatMap(({ sequence, ...record }) =>
      Object.entries(record.fields).filter(([name]) => name !== sequence),
    ),
  ];
  const asked = all.filter(([, field]) => field.type !== 'crc' && field.const === undefined);
  const given = asked.filter(([, field]) => !random.chance(field.default === undefined ? 0.005 : 0.5));
  return Object.fromEntries(given.map(([name, field]) => [name, randomValue(random, field)]));
}
