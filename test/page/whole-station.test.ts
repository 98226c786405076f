import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readAssets } from '../../src/page/asset-files.js';
import { pageClock } from '../../src/page/clock.js';
import { type ServedPage, servePage } from '../../src/page/serve.js';
import { openTokens } from '../../src/page/tokens.js';
import { type Bench, stationsInFolder, withLot, withoutScans } from '../station/station-bench.js';
import { scanInto } from './scanner.js';

const bench = stationsInFolder();
const shut = `CREATE TRIGGER shut BEFORE UPDATE ON stage WHEN NEW.state = 'verified'
  BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`;

let browser: Browser;
beforeAll(async () => {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...asRoot, '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
});
afterAll(() => browser?.close());

async function served({ station }: Bench, { host = '127.0.0.1', port = 0 } = {}): Promise<ServedPage> {
  const errors = (error: unknown) => {
    throw error;
  };
  return servePage(
    {
      ...{ station: printing(station), line: station.line, ledger: station.ledger },
      ...{ clock: pageClock, onError: errors },
      assets: await readAssets(),
      tokens: await openTokens(bench.path('state'), pageClock.now),
    },
    { host, port },
  );
}

/** The same station, with a printer that takes each label. */
function printing(station: Bench['station']): Bench['station'] {
  const printer = { canPrint: true, reprint: async () => undefined };
  return new Proxy(station, {
    get(target, name) {
      if (name in printer) return Reflect.get(printer, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function withPage(work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

const shows = (page: Page, word: string) => page.locator('.word').getByText(word, { exact: true }).waitFor();

describe('a shift in front of the page', () => {
  it('goes by keyboard and scanner alone: sign-on, PASS, FAIL, put back, reprint, scrap, order full', async () => {
    bench.write('names.yaml', 'OP-42: A. Person\n');
    const order = 'order: { number: WO-1, quantity: 2 }\n';
    await bench.line(`${withLot}${order}operators: { badge: "OP-[0-9]+", names: names.yaml }\n`);
    for (const chip of ['a.chip', 'b.chip', 'c.chip']) await bench.blank(chip);
    const running = await bench.open();
    const open = await served(running);
    await withPage(async (page) => {
      await page.goto(open.links.supervise);
      await page.locator('header').getByText('Scan your badge').waitFor();
      running.put('1', 'a.chip');
      await scanInto(page, 'OP-42');
      await page.locator('header').getByText('A. Person').waitFor();
      await page.locator('.tile').getByText('Scan lot.').waitFor();
      await scanInto(page, 'L0042');
      await shows(page, 'PASS');
      expect(await page.locator('.serial').textContent()).toBe('SN-000001');
      running.takeOut('1');
      await shows(page, 'EMPTY');
      expect(await page.locator('.tile').textContent()).not.toContain('SN-000001');

      running.put('1', 'b.chip', { fault: 'dev-id=0x413' });
      await page.locator('.tile').getByText('Scan lot.').waitFor();
      await scanInto(page, 'L0042');
      await shows(page, 'FAIL');
      await page.locator('.failures').getByText('DEV_ID', { exact: true }).waitFor();
      running.takeOut('1');
      await shows(page, 'EMPTY');
      running.put('1', 'b.chip');
      await page.locator('.tile').getByText('Scan lot.').waitFor();
      await scanInto(page, 'L0042');
      await shows(page, 'PASS');
      running.takeOut('1');
      await shows(page, 'EMPTY');

      running.put('1', 'c.chip');
      await shows(page, 'STOPPED');
      await page.locator('.stopped').getByText('ORDER_FULL', { exact: true }).waitFor();

      await page.getByRole('link', { name: 'Unit' }).press('Enter');
      await scanInto(page, 'SN-000001');
      await page.getByRole('heading', { name: 'SN-000001' }).waitFor();
      await page.getByRole('button', { name: 'Print label again' }).press('Enter');
      await page.getByText('The label was printed again.').waitFor();
      await page.getByRole('button', { name: 'Scrap' }).press('Enter');
      await page.locator('dialog').waitFor();
      await page.keyboard.type('cracked', { delay: 120 });
      await page.keyboard.press('Enter');
      await page.locator('.state-scrapped').waitFor();
    });
    await open.close();
  });
});

describe('a station that ends under its page', () => {
  it('shows, once it is back, which board is open and what to do', async () => {
    await bench.line();
    await bench.blank('a.chip');
    const side = await bench.side();
    const sql = (text: string) => side.transaction((tx) => tx.all(text));
    await sql(shut);
    const first = await bench.open();
    const open = await served(first);
    const port = Number(new URL(open.url).port);
    await withPage(async (page) => {
      await page.goto(open.url);
      first.put('1', 'a.chip');
      await shows(page, 'NOT RECORDED');
      expect(await page.locator('body').textContent()).not.toContain('PASS');
      await open.close();
      await page.getByText('CONNECTION LOST').waitFor();
      first.station.stop();
      await first.station.ended;
      await sql('DROP TRIGGER shut');
      const second = await bench.open();
      const again = await served(second, { port });
      await page.locator('.open li').getByText('SN-000001').waitFor();
      await page
        .locator('.open li')
        .getByText(/Present the board/)
        .waitFor();
      await shows(page, 'EMPTY');
      second.put('1', 'a.chip');
      await shows(page, 'AGAIN');
      await again.close();
    });
  });
});

/** A page of another program on this computer, as a browser may have it open beside ours. */
async function foreignPage(): Promise<string> {
  const server = createServer((_, response) => response.end('elsewhere')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a browser that should not be here', () => {
  it('gets nothing under a foreign host or without a token', async () => {
    await bench.line();
    const running = await bench.open();
    const open = await served(running, { host: '0.0.0.0' });
    const { port } = new URL(open.url);
    await withPage(async (page) => {
      expect((await page.goto(`http://evil.example:${port}/`))?.status()).toBe(421);
      const token = new URL(open.links.operate ?? '').hash;
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.getByText('SIGN IN').waitFor();
      await page.goto(`http://127.0.0.1:${port}/${token}`);
      await page.reload();
      await shows(page, 'EMPTY');
    });
    await open.close();
  });
  it('changes nothing from a page of another program', async () => {
    await bench.line(`${withoutScans}operators: { badge: "OP-[0-9]+" }\n`);
    const running = await bench.open();
    const open = await served(running);
    await withPage(async (page) => {
      await page.goto(await foreignPage());
      const failed = page.waitForEvent('requestfailed');
      const request = `fetch('${open.url}api/scan', { method: 'POST', mode: 'no-cors', body: '{"text":"OP-42"}' })`;
      await page.evaluate(`${request}.catch(() => {})`);
      expect((await failed).url()).toBe(`${open.url}api/scan`);
      expect(running.station.state().operator).toBeUndefined();
      await page.goto(open.url);
      await shows(page, 'STOPPED');
      await scanInto(page, 'OP-42');
      await shows(page, 'EMPTY');
      expect(running.station.state().operator).toBe('OP-42');
    });
    await open.close();
  });
});
