import { blocksOf, during, eraseAll, eraseSectors, type Host, phase, programPage, verify } from './host.js';

/** µVision: erase, program pages filled with the erased value, verify what the file holds (CMSIS flash algorithms). */
function keil(name: string, erase: 'sectors' | 'chip' | 'nothing'): Host {
  return {
    name,
    verifiesFill: false,
    program: async (target, hex) => {
      const { pageSize, sectorSize } = target.geometry;
      if (erase === 'chip') await eraseAll(target);
      if (erase === 'sectors') await eraseSectors(target, await blocksOf(target, hex, sectorSize, 'erased'));
      await during(target, phase.program, async () => {
        for (const page of await blocksOf(target, hex, pageSize, 'erased')) await programPage(target, page);
      });
      await during(target, phase.verify, () => verify(target, hex));
    },
  };
}

export const keilHosts: readonly Host[] = [
  keil('Keil', 'sectors'),
  keil('Keil, erase full chip', 'chip'),
  keil('Keil, do not erase', 'nothing'),
];
