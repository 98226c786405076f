import { describe, expect, it } from 'vitest';
import { findings, pages } from './browser.js';
import { scanInto } from './scanner.js';
import { slot, station } from './states.js';
import { until } from './until.js';

const withPage = pages();

describe('a lost connection', () => {
  it('covers the page within three seconds, when the station stands still', () =>
    withPage(
      station(['pass']),
      async ({ page, station }) => {
        await page.getByText('PASS', { exact: true }).waitFor();
        station.hush();
        await page.clock.pauseAt(new Date('2026-11-29T15:00:00Z'));
        station.showSlot(slot('A', 'pass', 2));
        // The event comes by real time, and is drawn by the page's.
        await until(async () => {
          await page.clock.runFor(5);
          return page.getByText('SN-2026-00419').count();
        }).toBe(1);
        await page.clock.runFor(1_500);
        expect(await page.locator('.cover').count()).toBe(0);
        await page.clock.runFor(1_000);
        await page.getByText('CONNECTION LOST').waitFor();
        const text = await page.locator('body').textContent();
        expect(text).not.toContain('PASS');
        expect(text).not.toContain('SN-2026');
      },
      { prepare: ({ page }) => page.clock.install({ time: new Date('2026-11-29T14:00:00Z') }) },
    ));

  it('covers the page when the station is killed, and shows the newest when it comes back, by itself', () =>
    withPage(station(['busy', 'pass']), async ({ page, station: server }) => {
      await page.getByText('BUSY', { exact: true }).waitFor();
      await server.stop();
      await page.getByText('CONNECTION LOST').waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await page.locator('.tile').count()).toBe(0);
      const next = 'Put the board with UID 3A002C001751363236393001 back into slot A.';
      server.show(
        station(['empty', 'empty'], {
          openUnits: [{ unit: 1, slot: 'A', stage: '', state: 'burning', serial: 'SN-2026-00418', next }],
        }),
      );
      await server.start();
      await page.getByText(next).waitFor();
      expect(await page.locator('.cover').count()).toBe(0);
      expect(await page.locator('body').textContent()).not.toContain('BUSY');
    }));

  it('is none where the station has ended, and goes on with the next one', () =>
    withPage(station(['pass']), async ({ page, station: server }) => {
      await page.getByText('PASS', { exact: true }).waitFor();
      await server.end();
      await page.getByText('STATION ENDED').waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await page.locator('.tile').count()).toBe(0);
      await page.waitForEvent('requestfailed');
      expect(await page.getByText('STATION ENDED').count()).toBe(1);
      await server.start();
      await page.getByText('PASS', { exact: true }).waitFor();
    }));

  it('ends with a station that is slow to begin', () =>
    withPage(station(['pass']), async ({ page, station: server }) => {
      await page.getByText('PASS', { exact: true }).waitFor();
      await server.stop();
      await page.getByText('CONNECTION LOST').waitFor();
      // Longer than from one try to the next.
      server.slowness = 1_500;
      await server.start();
      await page.getByText('PASS', { exact: true }).waitFor();
    }));

  it('takes no scan, and says so', () =>
    withPage(station(['ready']), async ({ page, station: server }) => {
      await page.locator('.tile').waitFor();
      await server.stop();
      await page.getByText('CONNECTION LOST').waitFor();
      const before = server.asked.length;
      await scanInto(page, 'SN-0042');
      await server.start();
      await page.locator('.tile').waitFor();
      expect(server.asked.slice(before).filter(({ path }) => path === '/api/scan')).toEqual([]);
      await page.getByText('The scan did not reach the station').waitFor();
    }));
});

describe('a station that wants a token', () => {
  it('gets that of the link, which leaves the address', () =>
    withPage(
      station(['empty']),
      async ({ page, station: server }) => {
        const { body } = await server.askedAt('/api/session');
        expect(body).toEqual({ token: 'abc-123' });
        await page.locator('.tile').waitFor();
        expect(page.url()).toBe(`${server.url}/`);
      },
      { path: '/#token=abc-123' },
    ));

  it('says so where there is none', () =>
    withPage(
      station(['empty']),
      async ({ page }) => {
        await page.getByText('SIGN IN').waitFor();
        await page.getByText('Open the link that the station shows at its start.').waitFor();
        expect(await page.locator('.tile').count()).toBe(0);
      },
      {
        prepare: async ({ station: server }) => {
          server.answers.set('GET /api/session', { body: {} });
          server.answers.set('GET /api/events', { status: 401, body: {} });
        },
      },
    ));
});

describe('a hidden tab', () => {
  const hide = (isHidden: boolean) => `
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
    document.dispatchEvent(new Event('visibilitychange'));
  `;

  it('holds no connection, and shows the newest when it is seen again', () =>
    withPage(station(['busy']), async ({ page, station: server }) => {
      await page.getByText('BUSY', { exact: true }).waitFor();
      expect(server.followers).toBe(1);
      await page.evaluate(hide(true));
      await until(() => server.followers).toBe(0);
      await page.getByText('CONNECTING').waitFor();
      server.showSlot(slot('A', 'pass', 7));
      await page.evaluate(hide(false));
      await page.getByText('SN-2026-00424').waitFor();
      expect(server.followers).toBe(1);
    }));
});

describe('two browsers', () => {
  it('show the same', () =>
    withPage(station(['busy']), async ({ page, station: server }) => {
      const other = await page.context().newPage();
      await other.goto(server.url);
      for (const each of [page, other]) await each.getByText('BUSY', { exact: true }).waitFor();
      server.showSlot(slot('A', 'pass', 7));
      for (const each of [page, other]) await each.getByText('SN-2026-00424').waitFor();
    }));
});
