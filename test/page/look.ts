import type { Locator, Page } from 'playwright-core';

interface Word {
  readonly text: string;
  /** The height of its capitals as they are drawn, as a share of the screen's. */
  readonly height: number;
  /** How far it is out of its tile, in pixels. */
  readonly outside: number;
}

/** The word of each slot, as it is drawn. */
export function words(page: Page): Promise<readonly Word[]> {
  return page.evaluate(`[...document.querySelectorAll('.word')].map((word) => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = getComputedStyle(word).font;
    const text = word.textContent;
    const height = context.measureText(text).actualBoundingBoxAscent / innerHeight;
    const [own, tile] = [word, word.closest('section')].map((each) => each.getBoundingClientRect());
    const outside = Math.max(0, tile.left - own.left, own.right - tile.right, tile.top - own.top, own.bottom - tile.bottom);
    return { text, height, outside };
  })`);
}

interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** The contrast of each text that is shown with what is behind it; the mark of training counts where it makes it worse. */
export function contrasts(page: Page): Promise<readonly Contrast[]> {
  return page.evaluate(`(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
    const behind = (element) => {
      const layers = [];
      for (let each = element; each; each = each.parentElement) {
        const color = parse(getComputedStyle(each).backgroundColor);
        layers.push(color);
        if (color[3] === undefined) break;
      }
      return layers.reverse().reduce((under, layer) => over(layer, under), [0, 0, 0]);
    };
    const mark = document.querySelector('.watermark');
    const walker = document.createTreeWalker(document.querySelector('#page'), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.nodeValue.trim();
      if (text === '' || element.closest('.watermark, .said, [hidden]')) continue;
      const own = parse(getComputedStyle(element).color);
      const plain = behind(element);
      const backs = mark ? [plain, over(parse(getComputedStyle(mark).color), plain)] : [plain];
      found.push({ text, ratio: Math.min(...backs.map((back) => ratio(light(over(own, back)), light(back)))) });
    }
    return found;
  })()`);
}

/** How light an element is on a grey screen, from 0 to 255: the median of what is drawn, which is what is behind its texts. */
export async function greyOf(locator: Locator): Promise<number> {
  const picture = (await locator.screenshot()).toString('base64');
  return locator.page().evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${picture}'), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    const greys = [];
    for (let at = 0; at < data.length; at += 4) greys.push(0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]);
    return greys.sort((a, b) => a - b)[greys.length >> 1];
  })()`);
}
