import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { encodePartition } from '../../src/mp1/index.js';
import { newChip, readPartition, reset, type SimulatedMp1 } from './stand-in/simulated-mp1.mjs';

/** How the stand-in for dfu-util behaves. */
export interface StandIn {
  readonly version?: '0.9' | '0.11';
  /** What the board runs: U-Boot's service, the boot ROM, or nothing. */
  readonly mode?: 'service' | 'rom' | 'gone';
  readonly name?: string;
  /** `download-1-middle`: kill whoever started it there. */
  readonly kill?: string;
  /** `access`, `upload-1`, `download-1`. */
  readonly breakage?: string;
  /** By download, from 1: the programming operation in which the supply goes. */
  readonly powerAt?: Readonly<Record<number, number>>;
}

/** A board on a file, and a dfu-util that serves it. */
export class Bench {
  readonly folder: string;
  readonly program: string;
  readonly journal: string;
  readonly #board: string;
  readonly #config: string;
  #dumps = 0;

  constructor(folder: string, chip: SimulatedMp1 = newChip()) {
    this.folder = folder;
    this.#board = join(folder, 'board.json');
    this.#config = join(folder, 'stand-in.json');
    this.journal = join(folder, 'journal.jsonl');
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    this.program = join(bin, 'dfu-util');
    const standIn = resolve('test/fuse/stand-in/dfu-util.mjs');
    writeFileSync(
      this.program,
      `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "${this.#config}" "$@"\n`,
    );
    chmodSync(this.program, 0o755);
    this.chip = chip;
    this.set({});
  }

  get chip(): SimulatedMp1 {
    return JSON.parse(readFileSync(this.#board, 'utf8'));
  }

  set chip(chip: SimulatedMp1) {
    writeFileSync(this.#board, JSON.stringify(chip));
  }

  set(standIn: StandIn): void {
    writeFileSync(
      this.#config,
      JSON.stringify({
        ...standIn,
        board: this.#board,
        log: join(this.folder, `log-${readdirSync(this.folder).length}.jsonl`),
      }),
    );
  }

  /** A fresh dump of the board, in a file of its own. */
  dump(): string {
    this.#dumps += 1;
    const file = join(this.folder, `fresh-${this.#dumps}.bin`);
    writeFileSync(file, readPartition(this.chip, encodePartition));
    return file;
  }

  reset(): void {
    const { chip } = this;
    reset(chip);
    this.chip = chip;
  }

  /** What the stand-in was asked to do since `set`. */
  get calls(): readonly string[] {
    const { log } = JSON.parse(readFileSync(this.#config, 'utf8'));
    if (!existsSync(log)) return [];
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).action);
  }
}
