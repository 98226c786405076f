import { expect, it } from 'vitest';
import { openLine } from '../../../src/api/open-line.js';
import { openPage } from '../../../src/cli/station/station-page.js';
import type { ServedPage } from '../../../src/page/serve.js';
import type { OpenedStation } from '../../../src/station/open-station.js';
import { ledgerInFolder } from '../../api/ledger-bench.js';
import { FakeStation } from '../../page/page-bench.js';

const ledger = ledgerInFolder();

it('works on the line as it is now', async () => {
  const opened = await openLine(ledger.file(), { ledgerKey: ledger.ledgerKey() });
  const station = Object.assign(new FakeStation(), opened);
  const page = (await openPage(station as unknown as OpenedStation, '0')) as ServedPage;
  try {
    const product = async () => {
      const answer = await fetch(new URL('/api/report', page.url));
      return ((await answer.json()) as { product: string }).product;
    };
    expect(await product()).toBe('controller-c');
    Object.assign(station, { line: { ...opened.line, product: 'another' } });
    expect(await product()).toBe('another');
  } finally {
    await page.close();
    await opened.ledger.close();
  }
});
