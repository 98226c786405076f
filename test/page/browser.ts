import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { bundlePage } from '../../scripts/bundle-page.mjs';
import type { StationState } from '../../src/page/api-types.js';
import { pageHeaders } from '../../src/page/security-headers.js';
import { FakeServer } from './fake-server.js';

export interface Opened {
  readonly page: Page;
  readonly station: FakeServer;
}

interface Options {
  readonly path?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Before the page is loaded. */
  readonly prepare?: (opened: Opened) => Promise<void>;
}

/** Opens pages of stations in Chromium, for the tests of a file. */
export function pages(): (
  state: StationState,
  work: (opened: Opened) => Promise<void>,
  options?: Options,
) => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-page-'));
  let browser: Browser;
  beforeAll(async () => {
    await bundlePage(folder);
    // Chromium's sandbox does not run as root.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return async (state, work, { path = '/', viewport = { width: 1280, height: 800 }, prepare } = {}) => {
    const station = new FakeServer(folder, state, Object.fromEntries(pageHeaders));
    await station.start();
    const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'UTC' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    // A policy that is broken, as the browser reports it.
    page.on('console', (message) => {
      if (/policy|trusted/i.test(message.text())) errors.push(message.text());
    });
    try {
      await prepare?.({ page, station });
      await page.goto(station.url + path);
      await work({ page, station });
      expect(errors).toEqual([]);
    } finally {
      await context.close();
      await station.stop();
    }
  };
}

/** What axe finds on a page, and where. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
