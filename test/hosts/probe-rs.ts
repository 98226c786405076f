import { programDoubleBuffered } from './double-buffer.js';
import { blocksOf, during, eraseAll, eraseSectors, type Host, phase, programPage, verify } from './host.js';

interface Options {
  /** --restore-unwritten */
  readonly restores?: boolean;
  /** --chip-erase */
  readonly chipErase?: boolean;
  readonly doubleBuffered?: boolean;
}

/** `download --verify` of probe-rs, flashing/builder.rs and flasher.rs: all sectors, then all pages, then verify. */
function probeRs(name: string, { restores = false, chipErase, doubleBuffered }: Options = {}): Host {
  return {
    name,
    verifiesFill: !restores,
    program: async (target, hex) => {
      const { pageSize, sectorSize } = target.geometry;
      const pages = await blocksOf(target, hex, pageSize, restores ? 'held' : 'erased');
      if (chipErase) await eraseAll(target);
      else await eraseSectors(target, await blocksOf(target, hex, sectorSize, 'erased'));
      await during(target, phase.program, async () => {
        if (doubleBuffered) return programDoubleBuffered(target, pages);
        for (const page of pages) await programPage(target, page);
      });
      await during(target, phase.verify, () => verify(target, pages));
    },
  };
}

export const probeRsHosts: readonly Host[] = [
  probeRs('probe-rs'),
  probeRs('probe-rs, double buffering', { doubleBuffered: true }),
  probeRs('probe-rs, restore unwritten', { restores: true }),
  probeRs('probe-rs, chip erase', { chipErase: true }),
];
