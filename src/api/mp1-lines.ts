import { stat } from 'node:fs/promises';
import { type CopiedLine, dfuLines, loadUboot, programmerLines } from '../fuse/dfu/lines.js';
import { decodePartition } from '../mp1/index.js';
import type { PlannedFuseWrite } from './mp1-planned.js';

/** The lines by which a partition file gets into the chip, and what it became comes back. */
export async function handOver(
  output: string,
  { file, chip, hasSecrets }: Pick<PlannedFuseWrite, 'file' | 'chip' | 'hasSecrets'>,
): Promise<readonly CopiedLine[]> {
  const dump = await freeName(output, 'dump');
  const partition = decodePartition(file);
  return [
    loadUboot,
    ...dfuLines({ file: output, dump, uid: chip?.uid }),
    // Their values would be in a terminal's history.
    ...(hasSecrets ? [] : [...programmerLines(partition, 'usb1'), ...programmerLines(partition, 'COM3')]),
  ];
}

/** The name of a file that is not there yet, beside another: values-dump-1.bin. */
export async function freeName(beside: string, what: string): Promise<string> {
  const stem = beside.replace(/\.bin$/i, '');
  for (let number = 1; ; number += 1) {
    const name = `${stem}-${what}-${number}.bin`;
    if (!(await stat(name).catch(() => undefined))) return name;
  }
}
