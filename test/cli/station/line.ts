import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeIntelHex } from '../../../src/image/index.js';
import { openProbe } from '../../../src/probe/index.js';
import { allBanks } from '../../support/banks.js';
import { inFolder, otpforge } from '../../support/cli.js';
import { imageOf } from '../../support/images.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
`;

const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: UTC
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
slots: { "1": "sim:STM32L476RG,tray=boards" }
`;

/** A station's line in a folder, with a tray of simulated boards, each with a fault or without one. */
export function withStation(
  faults: readonly (string | undefined)[],
  work: (folder: string) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.yaml'), layout);
    await writeFile(join(folder, 'line.yaml'), line);
    await writeFile(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
    await mkdir(join(folder, 'boards'));
    for (const [index, fault] of faults.entries()) {
      const more = fault === undefined ? '' : `,fault=${fault}`;
      const file = join(folder, 'boards', `board-${index + 1}.chip`);
      await (await openProbe(`sim:STM32L476RG,file=${file}${more}`, { banks: allBanks })).close();
    }
    const made = await otpforge(['ledger', 'init', 'line.yaml', '--simulated'], folder);
    if (made.exitCode !== 0) throw new Error(made.stderr);
    await work(folder);
  });
}
