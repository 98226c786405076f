import {
  blocksOf,
  type Chunk,
  cut,
  during,
  eraseAll,
  type Host,
  HostError,
  isErased,
  isHeld,
  must,
  phase,
  programPage,
  type Target,
  verify,
} from './host.js';

/** SetFlashDLNoRMWThreshold of UM08001 §5.13: a smaller write reads the sector, merges and writes all of it. */
const noRmwThreshold = 0x400;

interface Options {
  readonly threshold?: number;
  readonly entry?: 'ProgramPage' | 'SEGGER_OPEN_Program';
  readonly skipsBlankPages?: boolean;
}

/** J-Link's download: compare, blank check, erase, program, verify (kb.segger.com/J-Link_flash_programming). */
function download(name: string, { threshold = noRmwThreshold, entry, skipsBlankPages }: Options = {}): Host {
  return {
    name,
    verifiesFill: threshold === 0,
    program: async (target, hex) => {
      const { pageSize, sectorSize } = target.geometry;
      const length = hex.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const fill = length < threshold ? 'held' : 'erased';
      const changed: Chunk[] = [];
      for (const sector of await blocksOf(target, hex, sectorSize, fill)) {
        if (!(await isHeld(target, sector))) changed.push(sector);
      }
      if (changed.length === 0) return;
      await during(target, phase.erase, () => eraseWhatIsNotBlank(target, changed));
      await during(target, phase.program, async () => {
        if (entry === 'SEGGER_OPEN_Program') {
          for (const run of runsOf(changed)) await programRun(target, run);
          return;
        }
        const pages = cut(changed, pageSize);
        for (const page of pages) {
          if (!skipsBlankPages || !isErased(target.geometry, page)) await programPage(target, page);
        }
      });
      await during(target, phase.verify, () => verify(target, changed));
    },
  };
}

/** J-Flash with "Erase chip": EraseChip of each enabled bank, then all pages, without compare (UM08003). */
const chipErase: Host = {
  name: 'J-Flash, erase chip',
  verifiesFill: false,
  program: async (target, hex) => {
    await eraseAll(target);
    const pages = await blocksOf(target, hex, target.geometry.pageSize, 'erased');
    await during(target, phase.program, async () => {
      for (const page of pages) await programPage(target, page);
    });
    await during(target, phase.verify, () => verify(target, hex));
  },
};

export const jlinkHosts: readonly Host[] = [
  download('J-Link'),
  download('J-Link, blank pages skipped', { skipsBlankPages: true }),
  download('J-Link, SEGGER_OPEN_Program', { entry: 'SEGGER_OPEN_Program' }),
  download('J-Link, no read-modify-write', { threshold: 0 }),
  chipErase,
];

async function eraseWhatIsNotBlank(target: Target, sectors: readonly Chunk[]): Promise<void> {
  for (const { address, bytes } of sectors) {
    const answer = await target.call('BlankCheck', address, bytes.length, target.geometry.erasedValue);
    if (answer >> 31) throw new HostError('BlankCheck failed');
    if (answer !== 0) await must(target, 'EraseSector', address);
  }
}

async function programRun(target: Target, { address, bytes }: Chunk): Promise<void> {
  await must(target, 'SEGGER_OPEN_Program', address, bytes.length, await target.load(0, bytes));
}

/** Sectors that lie behind each other as one. */
function runsOf(sectors: readonly Chunk[]): readonly Chunk[] {
  const runs: Chunk[] = [];
  for (const sector of sectors) {
    const last = runs.at(-1);
    if (last && last.address + last.bytes.length === sector.address) {
      const bytes = Uint8Array.from([...last.bytes, ...sector.bytes]);
      runs[runs.length - 1] = { address: last.address, bytes };
    } else runs.push(sector);
  }
  return runs;
}
