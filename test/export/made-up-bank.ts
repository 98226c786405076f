import type { ExportBank } from '../../src/export/export-bank.js';
import { f4, l4 } from '../support/banks.js';

/** Banks with made-up loaders, so that golden files change when a template does and not when a loader does. */
export const madeUpBanks: readonly ExportBank[] = [f4, l4].map((bank, index) => ({
  bank,
  elf: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, index),
  loader: {
    file: `${bank.name}.elf`,
    sha256: `${index + 1}`.repeat(64),
    origin: { kind: 'package' },
    code: Uint8Array.from({ length: 44 }, (_, at) => (at < 40 ? at * 5 + index : 0)),
    entries: new Map(
      ['Init', 'UnInit', 'EraseSector', 'EraseChip', 'ProgramPage', 'BlankCheck', 'Burn'].map((name, at) => [
        name,
        4 * at,
      ]),
    ),
    device: {
      algoVersion: 0x101,
      name: bank.title,
      type: 1,
      base: bank.otp.base,
      size: bank.otp.size,
      pageSize: bank.loader.pageSize,
      reserved: 0,
      erasedValue: 0xff,
      timeoutProgMs: 1000,
      timeoutEraseMs: 1000,
      sectors: [{ size: bank.loader.sectorSize, offset: 0 }],
      terminated: true,
    },
    stackBytes: 96,
  },
}));
