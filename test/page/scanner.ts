import type { Page } from 'playwright-core';

/** Milliseconds between two keys. */
const gap = 8;

/** Types a text and Enter as a scanner does: the keys carry the times at which it sent them, however busy the machine is. */
export function scanInto(page: Page, text: string): Promise<void> {
  return typeFast(page, [...[...text].map((key) => ({ key, text: key })), enter]);
}

/** As a scanner whose keys come late from one of them on, in milliseconds. */
export function scanBroken(page: Page, text: string, from: number, late: number): Promise<void> {
  return typeFast(page, [...[...text].map((key) => ({ key, text: key })), enter], (index) =>
    index < from ? 0 : late,
  );
}

/** As somebody whose fingers roll over the keys. */
export function rollOver(page: Page, text: string): Promise<void> {
  return typeFast(
    page,
    [...text].map((key) => ({ key, text: key })),
  );
}

async function typeFast(
  page: Page,
  keys: readonly { readonly key: string; readonly text: string }[],
  late: (index: number) => number = () => 0,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const begin = Date.now();
  const sent = keys.flatMap((key, index) => {
    const timestamp = (begin + index * gap + late(index)) / 1000;
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, ...virtual(key.key), ...key }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, ...virtual(key.key), key: key.key }),
    ];
  });
  await Promise.all(sent);
  await session.detach();
}

const enter = { key: 'Enter', code: 'Enter', text: '\r' };

/** A button takes Space and Enter by their codes. */
function virtual(key: string) {
  return { windowsVirtualKeyCode: key === 'Enter' ? 13 : (key.toUpperCase().codePointAt(0) ?? 0) };
}
