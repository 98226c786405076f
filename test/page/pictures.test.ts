import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Opened, pages } from './browser.js';
import { pageUnit, shiftReport, station } from './states.js';

const withPage = pages();
// `npm run page-pictures` draws them again; another Chromium draws letters a little differently, so pixels are not compared.
const isDrawing = process.env.OTPFORGE_DRAW_PICTURES === '1';

const shown = station(['pass', 'fail', 'busy', 'not-recorded'], {
  openUnits: [
    {
      unit: 420,
      serial: 'SN-2026-00421',
      slot: 'D',
      stage: '',
      state: 'burning',
      next: 'Leave the board in slot D.',
    },
  ],
  failures: [
    {
      at: '2026-11-29T14:02:00Z',
      slot: 'B',
      insertion: 2,
      serial: 'SN-2026-00419',
      code: 'STUCK_BITS',
      message: 'unit 3 reads wrong after burning',
    },
  ],
});
const eight = station(['pass', 'fail', 'busy', 'not-recorded', 'empty', 'ready', 'again', 'pass'], {
  training: true,
  medium: 'simulated',
});

const pictures = [
  { name: 'page-operator', path: '/', state: shown, width: 1280, height: 800 },
  { name: 'page-eight', path: '/', state: eight, width: 1920, height: 1080 },
  { name: 'page-unit', path: '/unit?id=SN-2026-00218', state: shown, width: 1280, height: 800 },
  { name: 'page-shift', path: '/shift', state: shown, width: 1280, height: 800 },
  { name: 'page-lost', path: '/', state: shown, width: 1280, height: 800 },
] as const;

describe('docs/pictures of the page', () => {
  it.each(pictures)('show $name in $width by $height', ({ name, path, state, width, height }) =>
    withPage(
      state,
      async ({ page, station: server }) => {
        await page
          .locator(name === 'page-shift' ? '.tally' : name === 'page-unit' ? '.map' : '.tile')
          .first()
          .waitFor();
        await page.keyboard.press('Shift');
        await page.getByText('Sound is off').waitFor({ state: 'detached' });
        if (name === 'page-lost') {
          await server.stop();
          await page.getByText('CONNECTION LOST').waitFor();
        }
        const file = `docs/pictures/${name}.png`;
        const drawn = await page.screenshot({ animations: 'disabled' });
        if (isDrawing) writeFileSync(file, drawn);
        expect(sizeOf(readFileSync(file))).toEqual({ width, height });
        expect(sizeOf(drawn)).toEqual({ width, height });
      },
      { path, viewport: { width, height }, prepare },
    ),
  );
});

async function prepare({ station: server }: Opened): Promise<void> {
  server.answers.set('GET /api/units/SN-2026-00218', { body: pageUnit });
  server.answers.set('GET /api/report', { body: shiftReport });
}

/** As the head of a PNG says. */
function sizeOf(png: Buffer): { readonly width: number; readonly height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
