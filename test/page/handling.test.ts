import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/burn/index.js';
import { type Opened, pages } from './browser.js';
import { rollOver, scanBroken, scanInto } from './scanner.js';
import { pageUnit, slot, station } from './states.js';
import { until } from './until.js';

const withPage = pages();

function scansOf({ station: { asked } }: Opened): readonly unknown[] {
  return asked.filter(({ path }) => path === '/api/scan').map(({ body }) => body);
}

describe('a scan', () => {
  it('reaches the station wherever the focus is, and starts nothing that has it', () =>
    withPage(station(['ready', 'ready']), async (opened) => {
      const { page, station } = opened;
      station.answers.set('POST /api/scan', { body: { as: 'field', field: 'serial', slot: 'B' } });
      await page.locator('[data-slot=A] .act-start').focus();
      await scanInto(page, 'SN 00 42');
      await page.getByText('serial scanned for slot B').waitFor();
      expect(scansOf(opened)).toEqual([
        { text: 'SN 00 42', request: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ]);
      expect(station.asked.filter(({ path }) => path.endsWith('/start'))).toEqual([]);
    }));

  it('is sent once, and another one as another request', () =>
    withPage(station(['ready']), async (opened) => {
      const { page, station } = opened;
      station.answers.set('POST /api/scan', { body: { as: 'operator' } });
      await page.locator('.tile').waitFor();
      await scanInto(page, 'OP-17');
      await page.getByText('Signed on').waitFor();
      await scanInto(page, 'OP-17');
      await until(() => scansOf(opened).length).toBe(2);
      expect(new Set(scansOf(opened).map((body) => JSON.stringify(body))).size).toBe(2);
    }));

  it('of a slot’s code shows which slot takes the next one', () =>
    withPage(station(['ready', 'ready']), async (opened) => {
      const { page, station } = opened;
      station.answers.set('POST /api/scan', { body: { as: 'slot', slot: 'B' } });
      await page.locator('.tile').first().waitFor();
      await scanInto(page, 'SLOT-B');
      await page.getByText('Slot B takes the next scan').waitFor();
      await until(() => page.locator('.is-armed').getAttribute('data-slot')).toBe('B');
      station.answers.set('POST /api/scan', { body: { as: 'field', slot: 'B', isIncomplete: true } });
      await scanInto(page, 'L-1');
      await until(() => scansOf(opened).at(-1)).toMatchObject({ text: 'L-1', slot: 'B', insertion: 2 });
      await page.getByText('scanned for slot B').waitFor();
      await until(() => page.locator('.is-armed').count()).toBe(1);
      await page.keyboard.press('Enter');
      const { body } = await station.askedAt('/api/slots/B/start');
      expect(body).toEqual({ insertion: 2, request: expect.any(String) });
    }));

  it('that is refused says why', () =>
    withPage(station(['ready']), async (opened) => {
      const { page, station } = opened;
      const error = {
        code: 'SCAN_UNKNOWN',
        message: 'XX is not a serial',
        remedy: 'Scan the label of the board.',
      };
      station.answers.set('POST /api/scan', {
        status: 422,
        body: { format: 'otpforge.http-error/1', error },
      });
      await page.locator('.tile').waitFor();
      await scanInto(page, 'XX');
      await page.getByText('XX is not a serial. Scan the label of the board.').waitFor();
    }));

  it('that came in pieces is refused, and none of its pieces is used', () =>
    withPage(station(['ready']), async (opened) => {
      const { page } = opened;
      await page.locator('.tile').waitFor();
      await scanBroken(page, 'SN-0042', 3, 150);
      await page.getByText('The scan came in pieces and was not used').waitFor();
      expect(opened.station.asked.filter(({ method }) => method === 'POST')).toEqual([]);
    }));

  it('is not what somebody types fast into a field: no letter is lost', () =>
    withPage(
      station(['empty']),
      async ({ page, station }) => {
        station.answers.set('GET /api/units/4711', { body: pageUnit });
        await page.locator('#unit-asked').focus();
        await rollOver(page, '4711');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'SN-2026-00218' }).waitFor();
        await page.locator('#unit-asked').fill('x');
        await rollOver(page, 'SN-000042');
        await until(() => page.locator('#unit-asked').inputValue()).toBe('xSN-000042');
      },
      { path: '/unit' },
    ));

  it('leaves no letter in a field, and finds a unit on the page of units', () =>
    withPage(
      station(['empty']),
      async (opened) => {
        const { page, station } = opened;
        station.answers.set('GET /api/units/SN-0042', { body: pageUnit });
        await page.locator('#unit-asked').focus();
        await scanInto(page, 'SN-0042');
        await station.askedAt('/api/units/SN-0042');
        expect(scansOf(opened)).toEqual([]);
        await until(() => page.locator('#unit-asked').inputValue()).toBe('SN-0042');
        expect(page.url()).toContain('/unit?id=SN-0042');
      },
      { path: '/unit' },
    ));
});

describe('the keyboard alone', () => {
  it('starts the one board that is ready, with its insertion', () =>
    withPage(station(['empty', 'ready']), async ({ page, station }) => {
      await page.locator('.tile').first().waitFor();
      await page.keyboard.press('Enter');
      const { body } = await station.askedAt('/api/slots/B/start');
      expect(body).toEqual({ insertion: 2, request: expect.any(String) });
    }));

  it('starts none of several, but that with the focus', () =>
    withPage(station(['ready', 'ready']), async ({ page, station }) => {
      await page.locator('.tile').first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('More than one slot is ready').waitFor();
      expect(station.asked.filter(({ path }) => path.endsWith('/start'))).toEqual([]);
      await page.locator('[data-slot=A] .act-start').focus();
      await page.keyboard.press('Enter');
      await station.askedAt('/api/slots/A/start');
    }));

  it('starts one board while Enter is held, and the next one when it is pressed again', () =>
    withPage(station(['ready']), async ({ page, station }) => {
      const starts = () => station.asked.filter(({ path }) => path.endsWith('/start'));
      await page.locator('.tile').waitFor();
      await page.keyboard.down('Enter');
      await until(() => starts().length).toBe(1);
      station.showSlot(slot('A', 'ready', 2, { uid: 'another' }));
      await page.getByText('another').waitFor();
      for (let n = 0; n < 3; n += 1) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      await page.keyboard.press('Enter');
      await until(() => starts().length).toBe(2);
      expect(starts().at(-1)?.body).toMatchObject({ insertion: 2 });
    }));

  it('reaches every button, and keeps its place when something else changes', () =>
    withPage(station(['paused', 'busy']), async ({ page, station }) => {
      const resume = page.locator('[data-slot=A] .act-resume');
      await resume.waitFor();
      const isThere = () => resume.evaluate((element) => element.matches(':focus'));
      for (let tabs = 0; tabs < 10 && !(await isThere()); tabs += 1) await page.keyboard.press('Tab');
      station.showSlot(slot('B', 'pass', 2));
      await page.getByText('PASS', { exact: true }).waitFor();
      expect(await isThere()).toBe(true);
      await page.keyboard.press('Enter');
      await station.askedAt('/api/slots/A/resume');
    }));

  const plan = {
    device: 'STM32L476RG',
    chip: { uid: '3A002C001751363236393430' },
    firmware: [{ address: 0x08000000, length: 4096 }],
    units: [
      { kind: 'data', state: 'burn' },
      { kind: 'lock', state: 'burn' },
      { kind: 'data', state: 'skip' },
    ],
    values: [
      { field: 'serial', text: 'SN-1', address: 0x1fff7000 },
      { field: 'key', secret: true, address: 0x1fff7010 },
    ],
    hash: 'a71c-09fe',
  } as unknown as PlanDocument;

  const withPlan = (work: (opened: Opened) => Promise<void>) =>
    withPage(station(['confirm']), async (opened) => {
      opened.station.answers.set('GET /api/slots/A/plan', { body: plan });
      await opened.page.locator('.act-plan').waitFor();
      await opened.page.keyboard.press('Enter');
      await opened.page.locator('dialog').waitFor();
      await work(opened);
    });

  it('looks at a plan and confirms it for its board', () =>
    withPlan(async ({ page, station }) => {
      const text = await page.locator('dialog').textContent();
      expect(text).toContain('1 write of data, 1 lock is set forever');
      expect(text).toContain('4096 bytes at 0x08000000');
      expect(text).toContain('keysecret0x1FFF7010');
      // The first thing that has the focus burns nothing.
      expect(await page.locator(':focus').textContent()).toBe('Do not burn');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const { body } = await station.askedAt('/api/slots/A/confirm');
      expect(body).toEqual({ insertion: 1, accept: true, request: expect.any(String) });
    }));

  it('answers no plan by the Enter that opened it, while it is held', () =>
    withPage(station(['confirm']), async ({ page, station }) => {
      station.answers.set('GET /api/slots/A/plan', { body: plan });
      const answers = () => station.asked.filter(({ path }) => path.endsWith('/confirm'));
      await page.locator('.act-plan').waitFor();
      await page.keyboard.down('Enter');
      await page.locator('dialog').waitFor();
      for (let n = 0; n < 3; n += 1) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      expect(await page.locator('dialog').count()).toBe(1);
      expect(answers()).toEqual([]);
      await page.keyboard.press('Enter');
      await station.askedAt('/api/slots/A/confirm');
    }));

  it('closes a plan without an answer, and a plan goes with its board', () =>
    withPlan(async ({ page, station }) => {
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor();
      station.showSlot(slot('A', 'empty', 1));
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(station.asked.filter(({ path }) => path.endsWith('/confirm'))).toEqual([]);
    }));
});

describe('sound', () => {
  const counted = `
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) { window.tones += 1; return start.apply(this, args); };
  `;
  const prepare = async ({ page }: Opened) => {
    await page.addInitScript(counted);
  };
  const tones = ({ page }: Opened) => page.evaluate<number>('window.tones');

  // Chromium itself may be late with its audio on a busy machine.
  it('comes once for a FAIL, and not for what was there before', { retry: 2 }, () =>
    withPage(
      station(['fail', 'busy']),
      async (opened) => {
        const { page, station } = opened;
        await page.getByText('Sound is off: press a key').waitFor();
        await page.keyboard.press('Shift');
        await page.getByText('Sound is off').waitFor({ state: 'detached' });
        expect(await tones(opened)).toBe(0);
        station.showSlot(slot('B', 'pass', 2));
        await page.getByText('PASS', { exact: true }).waitFor();
        expect(await tones(opened)).toBe(0);
        station.showSlot(slot('B', 'fail', 3));
        await until(() => tones(opened)).toBe(4);
        station.show({ ...station.state, version: 9, product: 'another' });
        await page.getByText('another').waitFor();
        expect(await tones(opened)).toBe(4);
        station.showSlot(slot('B', 'fail', 4));
        await until(() => tones(opened)).toBe(8);
      },
      { prepare },
    ),
  );
});
