import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reviewHwcheck } from '../../src/api/hwcheck.js';
import { loadChip } from '../../src/chip/index.js';
import { checksVersion, type HwcheckReport, sealed } from '../../src/hwcheck/index.js';
import type { TraceEntry } from '../../src/probe/trace-format.js';
import { f401, l476 } from '../support/banks.js';
import { check, reportIn } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-review-'));
const devices = [l476, f401];
const chipOf = (name: string) => join(folder, `${name}.chip`);
let reports: readonly HwcheckReport[];
let text = '';

beforeAll(async () => {
  vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  const made: HwcheckReport[] = [];
  for (const { name } of devices) {
    const done = await check(folder, `sim:${name},file=${chipOf(name)}`, {
      burn: true,
      burnLock: true,
      powerCycle: async () => true,
    });
    expect(done.result).toBe('complete');
    made.push(await reportIn(done));
    text = readFileSync(join(done.folder, 'report.md'), 'utf8');
  }
  reports = made;
}, 120_000);

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const askedByVersion1 = '422680d472586c56132af892df23817acc6dc3d2436f9e1a4186f6553f71ebec';

type Edit = (report: HwcheckReport) => object;

function review(report: object) {
  const file = join(folder, 'edited.json');
  writeFileSync(file, JSON.stringify(report));
  return reviewHwcheck({ report: file });
}

/** With a checksum that fits again. */
function resealed({ sha256: _, format: __, ...rest }: HwcheckReport): object {
  return sealed(rest);
}

const l4Report = () => reports[0] as HwcheckReport;

describe('a report', () => {
  it.each([0, 1])('is confirmed by its own trace (%i)', async (index) => {
    const report = reports[index] as HwcheckReport;
    const reviewed = await review(report);
    expect(reviewed).toMatchObject({
      result: 'confirmed',
      device: devices[index]?.name,
      medium: 'simulated',
    });
    expect(reviewed.rows).toEqual(report.rows);
    expect(reviewed.otpSpent).toBe(index === 0 ? 8 : 2);
    expect(reviewed.unitSeconds).toBeGreaterThan(0);
    const whole = report.trace.reduce((sum: number, call) => sum + (call as { ms: number }).ms, 0) / 1000;
    expect(reviewed.unitSeconds).toBeLessThan(whole);
  });

  it('is confirmed where the probe has detected what the chip may be', async () => {
    const { device: _, sha256: __, format: ___, ...report } = l4Report();
    const shared = sealed({ ...report, device: 'STM32L4xxxG' });
    await expect(review(shared)).resolves.toMatchObject({ device: 'STM32L4xxxG' });
    await expect(review(sealed({ ...report, device: 'STM32L4xxxE' }))).rejects.toMatchObject({
      code: 'HWCHECK_REPORT',
    });
  });

  it('is confirmed when its keys come in another order', async () => {
    const turned = Object.fromEntries(Object.entries(l4Report()).toReversed());
    expect(await review(turned)).toMatchObject({ result: 'confirmed' });
  });

  it.each<[string, Edit]>([
    ['a verdict', (report) => withRow(report, 'look.vtref', { verdict: 'skipped' })],
    ['what was seen', (report) => withRow(report, 'scratch.unit-time', { seen: '81.7 µs over 128 units' })],
    ['what was expected', (report) => withRow(report, 'look.cpuid', { expected: 'Cortex-M7' })],
    ['the OTP that a row spent', (report) => withRow(report, 'burn.unit', { otpSpent: 0 })],
    ['a row left out', (report) => ({ ...report, rows: report.rows.slice(1) })],
    ['a row too many', (report) => ({ ...report, rows: [...report.rows, report.rows[0]] })],
    ['the OTP spent in all', (report) => ({ ...report, otpSpent: 0 })],
    ['a call left out', (report) => ({ ...report, trace: report.trace.toSpliced(40, 1) })],
    ['calls behind the last', (report) => ({ ...report, trace: [...report.trace, report.trace[0]] })],
    ['what a call is given', (report) => withCall(report, 'setBreakpoint', { args: [0] })],
    ['what a call answers', (report) => withCall(report, 'waitHalted', { result: false })],
    ['a call that is none', (report) => ({ ...report, trace: [{ call: 1 }, ...report.trace] })],
    ['what became of a killed process', (report) => withGiven(report, { killed: ['killed', 'PROBE_LOST'] })],
    ['no process said to be killed', (report) => withGiven(report, { killed: undefined })],
    ['what doctor has found', (report) => withGiven(report, { machine: { needs: 'node', findings: [] } })],
    [
      'a stage said to be skipped',
      (report) => ({ ...report, skipped: { ...report.skipped, burn: 'declined' } }),
    ],
    [
      'the scratch sector said not to be back',
      (report) => ({
        ...report,
        given: { ...report.given, scratch: { ...report.given.scratch, restored: false } },
      }),
    ],
  ])('with %s edited is refused, whatever its checksum says', async (_, edit) => {
    const edited = edit(l4Report()) as HwcheckReport;
    await expect(review(resealed(edited))).rejects.toMatchObject({ code: 'HWCHECK_EDITED' });
    await expect(review(edited)).rejects.toMatchObject({ code: 'HWCHECK_EDITED' });
  });

  it.each<[string, Edit]>([
    ['the date', (report) => ({ ...report, date: '2020-01-01T00:00:00Z' })],
    ['the system', (report) => ({ ...report, os: 'linux 1 arm64' })],
    ['the time of a call', (report) => withCall(report, 'waitHalted', { ms: 1 })],
  ])('with %s edited is refused by its checksum', async (_, edit) => {
    await expect(review(edit(l4Report()))).rejects.toMatchObject({
      code: 'HWCHECK_EDITED',
      message: expect.stringMatching(/checksum/),
    });
  });

  it.each<[string, Edit, string]>([
    ['another format', (report) => ({ ...report, format: 'otpforge.plan/2' }), 'FORMAT_UNKNOWN'],
    ['a newer format', (report) => ({ ...report, format: 'otpforge.hwcheck/2' }), 'FORMAT_TOO_NEW'],
    ['other checks', (report) => ({ ...report, checks: checksVersion + 1 }), 'HWCHECK_REPORT'],
    ['another loader', (report) => ({ ...report, loader: '0'.repeat(64) }), 'HWCHECK_REPORT'],
    ['a device of another bank', (report) => ({ ...report, device: 'STM32F401RE' }), 'HWCHECK_REPORT'],
    ['a device with less flash', (report) => ({ ...report, device: 'STM32L476RC' }), 'HWCHECK_REPORT'],
    ['no bank', (report) => ({ ...report, bank: 'stm32x' }), 'HWCHECK_REPORT'],
    ['a field too many', (report) => ({ ...report, more: 1 }), 'HWCHECK_REPORT'],
    ['no rows', ({ rows: _, ...report }) => report, 'HWCHECK_REPORT'],
  ])('of %s is refused', async (_, edit, code) => {
    await expect(review(edit(l4Report()))).rejects.toMatchObject({ code });
  });

  it('of other checks names the version that can judge it, even when its rows fit nothing here', async () => {
    const { sha256: _, format: __, ...report } = l4Report();
    const other = sealed({ ...report, checks: checksVersion + 1, commit: 'abcdef1234567890', rows: [] });
    await expect(review(other)).rejects.toMatchObject({
      code: 'HWCHECK_REPORT',
      message: expect.stringContaining(
        `checks of version ${checksVersion + 1}, this otpforge has version ${checksVersion}`,
      ),
      remedy: expect.stringMatching(/otpforge \S+ \(commit abcdef123456\)/),
    });
  });

  it('that is not JSON is refused', async () => {
    const file = join(folder, 'half.json');
    writeFileSync(file, JSON.stringify(l4Report()).slice(0, 5000));
    await expect(reviewHwcheck({ report: file })).rejects.toMatchObject({ code: 'HWCHECK_REPORT' });
  });
});

// Who changes what a check asks gives the checks another version: without it, reports of others would seem edited.
it('goes with the version of its checks', () => {
  const asked = reports.map(({ rows, trace }) => [
    rows.map(({ id }) => id),
    (trace as readonly TraceEntry[]).map(({ call, args }) => (call === 'readMemory' ? [call, args] : call)),
  ]);
  const sha256 = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  expect({ checksVersion, sha256 }).toEqual({ checksVersion: 1, sha256: askedByVersion1 });
});

describe('the unique ID', () => {
  const uidOf = async () => {
    const chip = await loadChip(chipOf('STM32L476RG'), l476);
    return Buffer.from(chip.readMemory(l476.bank.identity.uid, 12)).toString('hex');
  };

  it('is nowhere in a report, as its bytes or as text', async () => {
    const report = JSON.stringify(l4Report()).toLowerCase();
    const uid = await uidOf();
    expect(report).not.toContain(uid);
    // Not even one of its words.
    expect(report).not.toContain(uid.slice(0, 8));
    expect(l4Report().uid).toBe('hashed');
  });

  it('is in a report that was to have it, which is confirmed too', async () => {
    const done = await check(folder, `sim:STM32L476RG,file=${chipOf('STM32L476RG')}`, { withUid: true });
    const report = await reportIn(done);
    expect(JSON.stringify(report)).toContain(await uidOf());
    expect(report.uid).toBe('plain');
    expect(await review(report)).toMatchObject({ result: 'confirmed' });
  });
});

it('report.md has a row for each check, and what was spent', () => {
  const report = reports[1] as HwcheckReport;
  for (const { id } of report.rows) expect(text).toContain(`| ${id} |`);
  expect(text).toContain('2 bytes of OTP spent');
  expect(text).toContain('This was not a real chip');
});

it('names no folder of the one who made it', () => {
  expect(JSON.stringify(l4Report())).not.toContain(folder);
});

function withRow(report: HwcheckReport, id: string, change: object): object {
  expect(report.rows.map((row) => row.id)).toContain(id);
  return { ...report, rows: report.rows.map((row) => (row.id === id ? { ...row, ...change } : row)) };
}

function withGiven({ given, ...report }: HwcheckReport, change: object): object {
  return { ...report, given: { ...given, ...change } };
}

function withCall(report: HwcheckReport, call: string, change: object): object {
  const at = report.trace.findIndex((entry) => (entry as { call: string }).call === call);
  expect(at).toBeGreaterThan(0);
  return { ...report, trace: report.trace.with(at, { ...(report.trace[at] as object), ...change }) };
}
