import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FuseWriteOptions, writeFuses } from '../../src/index.js';
import { inFolder } from '../support/cli.js';
import { Bench } from './bench.js';

const board = `format: otpforge.layout/1
fuses: STM32MP157C
lock: [57, 58, 60]
fill: 0
fields:
  mac: { offset: 0xE4, type: mac, prefix: "00:80:E1" }
  serial: { offset: 0xF0, type: u32, unique: true }
`;
const values = { mac: '00:80:E1:42:48:E4', serial: 7 };

/** Value and lock of the words of the layout. */
export function words(bench: Bench): readonly (readonly [number, boolean])[] {
  return [57, 58, 60].map((word) => {
    const { value = 0, locked = false } = bench.chip.words[word] ?? {};
    return [value, locked];
  });
}

let files = 0;

/** The same command against a fresh dump, by the stand-in. */
export async function write(bench: Bench, options: Partial<FuseWriteOptions> = {}) {
  files += 1;
  const layout = join(bench.folder, 'board.yaml');
  writeFileSync(layout, board);
  return writeFuses({
    layout,
    values,
    against: bench.dump(),
    output: join(bench.folder, `file-${files}.bin`),
    dfu: bench.program,
    journal: bench.journal,
    confirm: () => true,
    ...options,
  });
}

export async function inBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inFolder((folder) => work(new Bench(folder)));
}
