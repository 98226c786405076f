import { describe, expect, it } from 'vitest';
import { findings, pages } from './browser.js';
import { contrasts } from './look.js';
import { pageUnit, shiftReport, station } from './states.js';

const withPage = pages();
const unit = { path: '/unit?id=SN-2026-00218' };
const prepare = async ({ station: server }: { station: { answers: Map<string, { body: unknown }> } }) => {
  server.answers.set('GET /api/units/SN-2026-00218', { body: pageUnit });
  server.answers.set('GET /api/report', { body: shiftReport });
};

describe('the page of a unit', () => {
  it('shows its values, visits, events and the map of its OTP, and no secret', () =>
    withPage(
      station(['empty'], { training: true }),
      async ({ page }) => {
        await page.getByRole('heading', { name: 'SN-2026-00218' }).waitFor();
        const text = (await page.locator('main').textContent()) ?? '';
        for (const part of [
          '02:00:5E:10:00:DA',
          '3A002C001751363236393430',
          'PROBE_LOST',
          'claimed',
          'secret, wiped',
        ])
          expect(text).toContain(part);
        expect(await page.locator('.cell.is-field').allTextContents()).toEqual([
          'serial',
          'mac',
          'revision',
          'key',
        ]);
        expect(await page.locator('.lock').allTextContents()).toEqual(['locked', 'open', 'open', '']);
        expect(await findings(page)).toEqual([]);
        expect((await contrasts(page)).filter(({ ratio }) => ratio < 7)).toEqual([]);
      },
      { ...unit, prepare },
    ));

  it('prints a label again, and says when it waits', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        server.answers.set('POST /api/units/218/reprint', { body: { result: 'waits' } });
        await page.getByRole('button', { name: 'Print label again' }).click();
        await page.getByText('The unit waits for its label').waitFor();
      },
      { ...unit, prepare },
    ));

  it('scraps for a reason, which a supervisor writes', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        // What the station says was done, not what was asked for.
        server.answers.set('POST /api/units/218/scrap', { body: { unit: { unit: 219 } } });
        await page.getByRole('button', { name: 'Scrap' }).press('Enter');
        await page.locator('dialog').waitFor();
        expect(await findings(page)).toEqual([]);
        // Slower than a scanner.
        await page.keyboard.type('cracked', { delay: 120 });
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        const { body } = await server.askedAt('/api/units/218/scrap');
        expect(body).toEqual({ reason: 'cracked', request: expect.any(String) });
        await page.getByText('Unit 219 is scrapped.').waitFor();
      },
      { ...unit, prepare },
    ));

  it('is reached from open units by its number, whatever has that number as its serial', () =>
    withPage(
      station(['empty'], {
        openUnits: [{ unit: 42, serial: '7', stage: '', state: 'burning', next: 'Put it back.' }],
      }),
      async ({ page, station: server }) => {
        server.answers.set('GET /api/units/unit%3A42', { body: pageUnit });
        await page.getByRole('link', { name: '7', exact: true }).click();
        await page.getByRole('heading', { name: 'SN-2026-00218' }).waitFor();
      },
      { path: '/unit' },
    ));

  it('lets a supervisor sign off, and offers no decision from then on', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        server.answers.set('DELETE /api/session', { body: { role: 'operate' } });
        await page.getByRole('button', { name: 'Scrap' }).waitFor();
        await page.getByRole('button', { name: 'Sign off as supervisor' }).click();
        await page.getByRole('button', { name: 'Scrap' }).waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Sign off as supervisor' }).waitFor({ state: 'detached' });
        expect(server.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
      },
      { ...unit, prepare },
    ));

  it('offers an operator no decision', () =>
    withPage(
      station(['empty']),
      async ({ page }) => {
        await page.getByRole('button', { name: 'Print label again' }).waitFor();
        expect(await page.getByRole('button', { name: 'Scrap' }).count()).toBe(0);
      },
      {
        ...unit,
        prepare: async (opened) => {
          await prepare(opened);
          opened.station.answers.set('GET /api/session', { body: { role: 'operate' } });
        },
      },
    ));

  it('says that the ledger has no such unit', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        await page.getByRole('alert').getByText('the ledger has no unit XX').waitFor();
        expect(server.asked.map(({ path }) => path)).toContain('/api/units/XX');
      },
      {
        path: '/unit?id=XX',
        prepare: async ({ station: server }) => {
          const error = { code: 'UNIT_UNKNOWN', message: 'the ledger has no unit XX' };
          server.answers.set('GET /api/units/XX', {
            status: 404,
            body: { format: 'otpforge.http-error/1', error },
          });
        },
      },
    ));
});

describe('the page of a shift', () => {
  it('shows the numbers by hour, slot and cause, and exports them', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        await page.locator('.tally').waitFor();
        expect(await page.locator('.tally .value').allTextContents()).toEqual([
          ...['216', '97.2%', '98.1%', '9', '4.2 s', '6.8 s', '27'],
        ]);
        const rows = await page.locator('tbody tr').allTextContents();
        expect(rows).toEqual([
          '12:0010494.2%96.2%94.3 s',
          '13:00112100%100%04.1 s',
          'bench-1, slot A21697.2%98.1%94.2 s',
          'STUCK_BITS3',
          'PROBE_LOST1',
        ]);
        expect(await findings(page)).toEqual([]);
        expect((await contrasts(page)).filter(({ ratio }) => ratio < 7)).toEqual([]);
        const link = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href');
        expect(link).toBe(
          '/api/report?from=2026-11-29T06%3A00%3A00.000Z&to=2026-11-29T14%3A00%3A00.000Z&as=csv',
        );
        expect(server.asked.filter(({ path }) => path === '/api/report')).toHaveLength(1);
      },
      { path: '/shift', prepare },
    ));
});

describe('texts of chips, scanners and files', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&amp;\u202Egnp.exe';
  const shown = '<img src=x onerror=alert(1)>"\'&amp;\\u{202E}gnp.exe';

  it('are shown as they are, with what cannot be seen as its code point', () =>
    withPage(
      station(['pass', 'fail'], {
        product: hostile,
        operatorName: hostile,
        openUnits: [{ unit: 1, serial: hostile, stage: '', state: 'burning', next: hostile }],
        failures: [{ at: hostile, slot: hostile, insertion: 1, code: hostile, message: hostile }],
        warnings: [{ code: hostile, message: hostile }],
        slots: [
          {
            ...{
              slot: hostile,
              status: 'fail',
              insertion: 1,
              since: '',
              uid: hostile,
              code: hostile,
              next: hostile,
            },
            ...{ message: hostile, alarm: hostile, values: [{ field: hostile, text: hostile }] },
          },
        ],
      }),
      async ({ page }) => {
        await page.locator('.serial').waitFor();
        expect(await page.locator('.serial').textContent()).toBe(shown);
        expect(await page.locator('h1').textContent()).toBe(shown);
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('body').textContent()).not.toContain('\u202E');
        const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
        expect(wide).toBe(false);
      },
    ));
});
