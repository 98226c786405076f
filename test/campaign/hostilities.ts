import type { Random } from '../safety/random.js';
import { beforeTheBurn } from './before-the-burn.js';
import { commanderScript } from './commander-script.js';
import { foreignFile } from './foreign-file.js';
import { openocdScript } from './openocd-script.js';
import { plantedLoader } from './planted-loader.js';
import { pyocdScript } from './pyocd-script.js';
import { sameSerial } from './same-serial.js';
import { spreadsheet } from './spreadsheet.js';

/** What one run of the campaign came to. */
export interface Outcome {
  /** What a line sees: a code, or why it was refused. */
  readonly code: string;
  readonly isExit0: boolean;
  /** Why an exit 0 was not earned. */
  readonly wrong?: string | undefined;
}

/** Does one job in surroundings that are out to get a wrong board past exit 0. */
export type Hostility = (random: Random, folder: string) => Promise<Outcome>;

export const hostilities: Readonly<Record<string, Hostility>> = {
  peace: (random, folder) => beforeTheBurn(random, folder, 'nothing'),
  swapped: (random, folder) => beforeTheBurn(random, folder, 'swap'),
  changed: (random, folder) => beforeTheBurn(random, folder, 'change'),
  meanwhile: (random, folder) => beforeTheBurn(random, folder, 'meanwhile'),
  planted: plantedLoader,
  file: foreignFile,
  serial: sameSerial,
  table: spreadsheet,
  pyocd: pyocdScript,
  openocd: openocdScript,
  commander: commanderScript,
};
