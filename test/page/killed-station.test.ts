import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStationLine, type StationLine, startStation } from '../station/kills/station-line.js';
import { Board } from '../visit/kills/board.js';

describe('a station that is killed under its page', () => {
  let browser: Browser;
  let line: StationLine;
  beforeAll(async () => {
    line = await makeStationLine('F4');
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  });
  afterAll(async () => {
    await browser?.close();
    line?.remove();
  });

  it('leaves a covered page, which shows by itself which board is open once the station is back', async () => {
    const board = new Board(line.device);
    const first = startStation(line, { env: { OTPFORGE_KILL_AT: 'after the journal’s begin' } });
    const url = await first.url();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    const word = (text: string) => page.locator('.word').getByText(text, { exact: true });
    await page.goto(url);
    await word('EMPTY').waitFor();

    await board.putOn(line.port);
    await page.getByText('CONNECTION LOST').waitFor();
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(await page.locator('body').textContent()).not.toMatch(/SN-|PASS/);
    await board.lift();

    const second = startStation(line, { port: Number(new URL(url).port) });
    try {
      const open = page.locator('.open li');
      await open.getByText('SN-000002').waitFor();
      expect(await open.textContent()).toContain('Present the board: nobody knows how its burn ended.');
      expect(await page.locator('.cover').count()).toBe(0);
      await word('EMPTY').waitFor();
      await board.putOn(line.port);
      await word('PASS').waitFor();
      expect(await page.locator('.serial').textContent()).toBe('SN-000002');
      await board.lift();
      await word('EMPTY').waitFor();
      await open.getByText('SN-000002').waitFor({ state: 'detached' });
    } finally {
      await board.lift();
      second.kill('SIGTERM');
    }
    expect(await second.ended).toMatchObject({ exitCode: 0 });
  });
});
