import { describe, expect, it } from 'vitest';
import type { SlotStatus } from '../../src/page/api-types.js';
import { findings, pages } from './browser.js';
import { contrasts, greyOf, words } from './look.js';
import { slot, station } from './states.js';

const withPage = pages();

const all: readonly SlotStatus[] = [
  'empty',
  'ready',
  'busy',
  'confirm',
  'pass',
  'again',
  'reworked',
  'fail',
  'not-recorded',
  'paused',
];
const viewports = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

describe('the verdict of a slot', () => {
  it.each([1, 2, 4, 8])('has letters of an eighth of the screen’s height with %d slots', (slots) =>
    withPage(
      station(Array.from({ length: slots }, (_, index) => all[(index + 5) % all.length] ?? 'pass')),
      async ({ page }) => {
        for (const viewport of viewports) {
          await page.setViewportSize(viewport);
          await page.locator('.tile').first().waitFor();
          // The words are drawn again in the next frame.
          await page.evaluate(
            'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
          );
          const shown = await words(page);
          expect(shown).toHaveLength(slots);
          expect(shown.filter(({ height, outside }) => height < 0.12 || outside > 0)).toEqual([]);
        }
      },
    ),
  );

  it.each([false, true])('and all other text have a contrast of 7:1, training %s', (training) =>
    withPage(
      station(all, {
        training,
        ...(training && { stopped: { code: 'ORDER_FULL', message: 'the order is full', next: 'Stop.' } }),
        warnings: [{ code: 'POOL_LOW', message: 'the pool mac is low' }],
        openUnits: [{ unit: 4, stage: '', state: 'burning', next: 'Put it back.' }],
        failures: [{ at: '2026-11-29T14:02:00Z', slot: 'A', insertion: 1, code: 'STUCK', message: 'stuck' }],
      }),
      async ({ page }) => {
        await page.locator('.tile').first().waitFor();
        const shown = await contrasts(page);
        expect(shown.length).toBeGreaterThan(40);
        expect(shown.filter(({ ratio }) => ratio < 7)).toEqual([]);
      },
    ),
  );

  it('is told apart on a grey screen by its word, its sign and how light it is', () =>
    withPage(station(['pass', 'fail', 'not-recorded', 'busy']), async ({ page }) => {
      await page.locator('.tile').first().waitFor();
      const light = new Map<string, number>();
      for (const tile of await page.locator('.tile').all()) {
        light.set((await tile.getAttribute('data-status')) ?? '', await greyOf(tile));
      }
      const of = (status: SlotStatus) => light.get(status) ?? 0;
      expect(of('pass') - of('fail')).toBeGreaterThan(80);
      expect(of('not-recorded') - of('fail')).toBeGreaterThan(80);
      const signs = await page
        .locator('.sign')
        .evaluateAll((all) => all.map(({ innerHTML }: { innerHTML: string }) => innerHTML));
      expect(new Set(signs).size).toBe(4);
      expect(new Set(await page.locator('.word').allTextContents()).size).toBe(4);
    }));

  it('belongs to its board: nothing of it is left when the board is out', () =>
    withPage(station(['pass']), async ({ page, station }) => {
      await page.getByText('SN-2026-00418').waitFor();
      station.showSlot(slot('A', 'empty', 1));
      await page.getByText('EMPTY', { exact: true }).waitFor();
      const text = await page.locator('body').textContent();
      expect(text).not.toContain('PASS');
      expect(text).not.toContain('SN-2026-00418');
    }));

  it('says of an empty slot that the station takes no board', () =>
    withPage(
      station(['empty', 'pass'], {
        stopped: {
          code: 'ORDER_FULL',
          message: 'order 4711 has its 500 units',
          next: 'Begin the next order.',
        },
      }),
      async ({ page }) => {
        const tile = page.locator('[data-slot=A]');
        await tile.getByText('STOPPED').waitFor();
        expect(await tile.textContent()).toContain('Begin the next order.');
        expect(await page.locator('[data-slot=B] .word').textContent()).toBe('PASS');
      },
    ));
});

describe('the page of an operator', () => {
  it.each([1, 4, 8])('has no finding of axe with %d slots', (slots) =>
    withPage(
      station(all.slice(0, slots), {
        training: true,
        openUnits: [{ unit: 4, stage: '', state: 'burning', next: 'Put it back.' }],
      }),
      async ({ page }) => {
        await page.locator('.tile').first().waitFor();
        expect(await findings(page)).toEqual([]);
      },
    ),
  );

  it('shows what was done of the order, the yield, and who works', () =>
    withPage(station(['empty']), async ({ page }) => {
      const head = page.locator('header.head');
      await head.waitFor();
      expect(await head.textContent()).toMatch(/Order 4711212 \/ 500.*97\.2%.*4\.2 s.*Maria Lind/);
    }));

  it('asks for a badge while nobody has signed on', () =>
    withPage(
      { ...station(['empty']), operator: undefined, operatorName: undefined } as never,
      async ({ page }) => {
        await page.getByText('Scan your badge').waitFor();
      },
    ));

  it('lists open units with what to do, the last failures, and warnings', () =>
    withPage(
      station(['empty'], {
        openUnits: [
          { unit: 218, serial: 'SN-218', slot: 'C', stage: '', state: 'burning', next: 'Put it back.' },
        ],
        failures: [
          {
            at: '2026-11-29T14:02:00Z',
            slot: 'B',
            insertion: 9,
            serial: 'SN-217',
            code: 'STUCK',
            message: 'a bit is stuck',
          },
        ],
        warnings: [{ code: 'POOL_LOW', message: 'the pool mac has 120 values left' }],
      }),
      async ({ page }) => {
        await page.locator('.foot').waitFor();
        const rows = await page.locator('.foot li').allTextContents();
        expect(rows).toEqual([
          'POOL_LOW the pool mac has 120 values left',
          'SN-218 slot C Put it back.',
          '14:02 slot B SN-217 STUCK a bit is stuck',
        ]);
        expect(await page.locator('.foot h2').allTextContents()).toEqual([
          '1 warning',
          '1 open unit',
          'Last failures',
        ]);
      },
    ));

  it('says TRAINING across the screen for simulated chips, and nowhere else', async () => {
    await withPage(station(['pass'], { training: true, medium: 'simulated' }), async ({ page }) => {
      await page.getByText('nothing here is a real board').waitFor();
      const box = await page.locator('.watermark').boundingBox();
      expect(box).toEqual({ x: 0, y: 0, width: 1280, height: 800 });
      expect(await page.locator('.watermark span').first().getAttribute('data-text')).toBe('TRAINING');
    });
    await withPage(station(['pass']), async ({ page }) => {
      await page.getByText('PASS', { exact: true }).waitFor();
      expect(await page.locator('body').textContent()).not.toContain('TRAINING');
    });
  });
});
