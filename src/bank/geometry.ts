import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { Bank } from './bank.js';

/** What a schema alone cannot say of a bank: where, and what is wrong. */
export interface BankIssue {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** Whether the parts of the OTP fit each other and the loader. */
export function* geometryIssues(bank: Bank): Generator<BankIssue> {
  yield* unitIssues(bank);
  yield* partIssues(bank);
  yield* loaderIssues(bank);
  if (bank.supply.maximumMv < bank.supply.minimumMv) {
    yield { path: ['supply', 'maximumMv'], message: 'must not be below minimumMv' };
  }
}

function* unitIssues({ otp }: Bank): Generator<BankIssue> {
  const { writeUnit: unit, base, size, data, ecc, locks } = otp;
  for (const [key, value] of [['base', base] as const, ['size', size] as const]) {
    if (value % unit !== 0)
      yield { path: ['otp', key], message: `must be a multiple of the write unit ${unit}` };
  }
  if (data.offset % unit !== 0 || data.size % unit !== 0) {
    yield { path: ['otp', 'data'], message: `must consist of whole write units of ${count(unit, 'byte')}` };
  }
  if (locks && unit !== 1) yield { path: ['otp', 'writeUnit'], message: 'lock bytes need a write unit of 1' };
  if (ecc && ecc.dataBits !== 8 * unit) {
    yield { path: ['otp', 'ecc', 'dataBits'], message: `must be ${8 * unit}, the bits of one write unit` };
  }
}

function* partIssues({ otp: { size, data, locks } }: Bank): Generator<BankIssue> {
  const dataEnd = data.offset + data.size;
  const locksEnd = locks ? locks.offset + locks.count : 0;
  if (dataEnd > size) {
    yield { path: ['otp', 'data', 'size'], message: 'the data area runs past the OTP area' };
    return;
  }
  if (locks) {
    if (locksEnd > size) {
      yield { path: ['otp', 'locks', 'count'], message: 'the lock bytes run past the OTP area' };
    }
    if (locks.offset < dataEnd && data.offset < locksEnd) {
      yield { path: ['otp', 'locks', 'offset'], message: 'the lock bytes overlap the data area' };
    }
    if (locks.count * locks.blockSize !== data.size) {
      yield { path: ['otp', 'locks', 'blockSize'], message: 'blocks × block size must give the data area' };
    }
  }
  const named = data.size + (locks?.count ?? 0);
  // What is burnt there would be neither data nor a lock, and no rule would judge it.
  if (named < size) {
    yield {
      path: ['otp', 'size'],
      message: `${size - named} of the ${hex(size)} bytes are neither data nor lock bytes: name them, or let the area end before them`,
    };
  }
}

/** What a loader of the largest size, its job with one segment and the stack take beside the data. */
const ramBesideData = 1024;

/** What a loader of a sector must hold at once: a job of more is refused before anything is written. */
const sectorDataInRam = 0x3c00;

function* loaderIssues({ otp, sector, loader, timing }: Bank): Generator<BankIssue> {
  const unit = otp.writeUnit;
  for (const key of ['pageSize', 'sectorSize'] as const) {
    const size = loader[key];
    // pyOCD and probe-rs round absolute addresses down to a page.
    if (otp.base % size !== 0 || otp.size % size !== 0) {
      yield { path: ['loader', key], message: 'must divide both otp.base and otp.size' };
    }
    if (size % unit !== 0)
      yield { path: ['loader', key], message: `must be a multiple of the write unit ${unit}` };
  }
  // The loader is at the base, and the stack begins at the end (AAPCS §6.2.1.2: a multiple of 8).
  for (const key of ['base', 'size'] as const) {
    if (loader.ram[key] % 8 !== 0) yield { path: ['loader', 'ram', key], message: 'must be a multiple of 8' };
  }
  const needed = ramBesideData + (sector ? Math.min(sectorDataInRam, otp.size) : otp.size);
  if (loader.ram.size < needed) {
    yield {
      path: ['loader', 'ram', 'size'],
      message: `must be at least ${hex(needed)}: ${hex(ramBesideData)} for loader, job and stack, and ${sector ? `data of ${hex(needed - ramBesideData)}` : `the whole area of ${hex(otp.size)}`}`,
    };
  }
  const pageTimeUs = (loader.pageSize / unit) * timing.tprogMaximumUs;
  if (loader.timeoutMs < 1000 || loader.timeoutMs * 1000 < 10 * pageTimeUs) {
    yield {
      path: ['loader', 'timeoutMs'],
      message: 'must be at least 1000 and ten times a page at tprogMaximumUs',
    };
  }
  if (timing.tprogMaximumUs < timing.tprogTypicalUs) {
    yield { path: ['timing', 'tprogMaximumUs'], message: 'must not be below tprogTypicalUs' };
  }
}
