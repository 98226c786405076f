import { programDoubleBuffered } from './double-buffer.js';
import {
  blocksOf,
  type Chunk,
  during,
  eraseAll,
  eraseSectors,
  type Host,
  isErased,
  isHeld,
  phase,
  programPage,
  type Target,
  verify,
} from './host.js';

interface Options {
  readonly keepUnwritten?: boolean;
  readonly smartFlash?: boolean;
  readonly chipErase?: boolean;
  readonly doubleBuffered?: boolean;
}

/** FlashBuilder of pyocd/flash/builder.py: pages at absolute multiples of the page size, with one page a sector. */
function pyocd(name: string, options: Options = {}): Host {
  const { keepUnwritten = true, smartFlash = true, chipErase, doubleBuffered } = options;
  return {
    name,
    verifiesFill: !keepUnwritten,
    program: async (target, hex) => {
      const fill = keepUnwritten ? 'held' : 'erased';
      const pages = await blocksOf(target, hex, target.geometry.pageSize, fill);
      if (chipErase) await eraseAll(target);
      const wanted = chipErase
        ? pages.filter((page) => !isErased(target.geometry, page))
        : smartFlash
          ? await changedOf(target, pages)
          : pages;
      if (doubleBuffered) await programTwoBuffers(target, wanted, !chipErase);
      else await programOneByOne(target, wanted, !chipErase);
      await during(target, phase.verify, () => verify(target, pages));
    },
  };
}

export const pyocdHosts: readonly Host[] = [
  pyocd('pyOCD'),
  pyocd('pyOCD, double buffering', { doubleBuffered: true }),
  pyocd('pyOCD, no smart flash', { smartFlash: false }),
  pyocd('pyOCD, keep_unwritten off', { keepUnwritten: false }),
  pyocd('pyOCD, chip erase', { chipErase: true }),
  pyocd('pyOCD, chip erase, double buffering, keep_unwritten off', {
    ...{ chipErase: true, doubleBuffered: true, keepUnwritten: false },
  }),
];

async function changedOf(target: Target, pages: readonly Chunk[]): Promise<readonly Chunk[]> {
  const changed: Chunk[] = [];
  for (const page of pages) if (!(await isHeld(target, page))) changed.push(page);
  return changed;
}

async function programOneByOne(target: Target, pages: readonly Chunk[], erases: boolean): Promise<void> {
  for (const page of pages) {
    if (erases) await eraseSectors(target, [page]);
    await during(target, phase.program, () => programPage(target, page));
  }
}

async function programTwoBuffers(target: Target, pages: readonly Chunk[], erases: boolean): Promise<void> {
  if (erases) await eraseSectors(target, pages);
  if (pages.length > 0) await during(target, phase.program, () => programDoubleBuffered(target, pages));
}
