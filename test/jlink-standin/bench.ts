import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { type GdbServer, startGdbServer } from '../../src/server/index.js';
import { allBanks } from '../support/banks.js';

/** What the stand-in is told; see scenario.h. */
export interface Scenario {
  readonly probes?: readonly (readonly [serial: number, product: string])[];
  readonly vtref?: number;
  readonly protected?: number;
  readonly unknownDevice?: boolean;
  /** Another probe than the one that was selected is opened: its serial number. */
  readonly opens?: number;
  /** A download tells the same progress forever. */
  readonly chatters?: boolean;
  /** `<fail|hang|drop|crash|pause> <function|*> <n> [result]`. */
  readonly faults?: readonly string[];
}

/** A J-Link on a desk: the stand-in library in a folder of its own, in front of a served simulated chip. */
export interface Desk {
  readonly folder: string;
  readonly library: string;
  /** Of the probe that stands there unless a scenario lists others; no other desk has it. */
  readonly serial: number;
  readonly chip: SimulatedChip;
  readonly device: Device;
  /** Tells the next process that loads the library how to behave. */
  arrange(scenario: Scenario): void;
  /** A probe URI for this desk. */
  uri(options?: string): string;
  open(options?: string): Promise<Probe>;
  /** Library calls since the last `forget`. */
  calls(): readonly string[];
  forget(): void;
  /** What the stand-in had to complain about; empty while its caller behaves. */
  misuse(): string;
  /** Resolves when a call that was arranged to pause is reached; closing the handle lets it go on. */
  paused(): Promise<FileHandle>;
  close(): Promise<void>;
}

/** Builds the stand-in once and sets up desks with it. */
export class StandIn {
  readonly #folder = mkdtempSync(join(tmpdir(), 'otpforge-jlink-'));
  readonly #desks: Desk[] = [];
  #next = 0;

  constructor() {
    const folder = resolve('test/jlink-standin');
    const sources = readdirSync(folder)
      .filter((name) => name.endsWith('.c'))
      .map((name) => join(folder, name));
    const flags = [
      '-std=gnu11',
      '-O1',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-fPIC',
      '-shared',
      '-fvisibility=hidden',
      '-pthread',
    ];
    execFileSync('gcc', [...flags, '-o', this.#built, ...sources], { stdio: 'inherit' });
  }

  async desk(device: Device, scenario: Scenario = {}, chip = SimulatedChip.create(device)): Promise<Desk> {
    const folder = join(this.#folder, `desk${this.#next++}`);
    mkdirSync(folder);
    const library = join(folder, 'libjlinkarm.so');
    copyFileSync(this.#built, library);
    execFileSync('mkfifo', [join(folder, 'pause.fifo')]);
    const server = await startGdbServer(chip, { port: 0 });
    const serial = uniqueSerial();
    const desk = makeDesk({ folder, library, serial, chip, device, server });
    desk.arrange(scenario);
    this.#desks.push(desk);
    return desk;
  }

  async close(): Promise<void> {
    for (const desk of this.#desks) await desk.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #built(): string {
    return join(this.#folder, 'libjlinkarm.so');
  }
}

interface Parts {
  readonly folder: string;
  readonly library: string;
  readonly serial: number;
  readonly chip: SimulatedChip;
  readonly device: Device;
  readonly server: GdbServer;
}

function makeDesk({ folder, library, serial, chip, device, server }: Parts): Desk {
  const at = (name: string) => join(folder, name);
  const text = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const uri = (options = '') => `jlink:,library=${library}${options}`;
  return {
    folder,
    library,
    serial,
    chip,
    device,
    uri,
    arrange(scenario) {
      writeFileSync(at('standin.conf'), scenarioText(server.port, serial, scenario));
    },
    open: (options) => openProbe(uri(options), { banks: allBanks, device }),
    calls: () =>
      text('calls.log')
        .split('\n')
        .filter((line) => line !== ''),
    forget: () => rmSync(at('calls.log'), { force: true }),
    misuse: () => text('misuse.txt'),
    paused: () => open(at('pause.fifo'), 'w'),
    close: () => server.close(),
  };
}

function scenarioText(port: number, serial: number, scenario: Scenario): string {
  const probes = scenario.probes ?? [[serial, 'J-Link PLUS']];
  return [
    `port ${port}`,
    // The served chip runs slower than a real one, and other tests share the machine.
    'wait-scale 20',
    ...probes.map(([number, product]) => `probe ${number} ${product}`),
    ...(scenario.vtref === undefined ? [] : [`vtref ${scenario.vtref}`]),
    ...(scenario.protected === undefined ? [] : [`protected ${scenario.protected}`]),
    ...(scenario.opens === undefined ? [] : [`opens ${scenario.opens}`]),
    ...(scenario.chatters ? ['chatters 1'] : []),
    ...(scenario.unknownDevice ? ['unknown-device 1'] : []),
    ...(scenario.faults ?? []).map((fault) => `fault ${fault}`),
    '',
  ].join('\n');
}

// Locks are by serial number and machine-wide, and test files run side by side.
function uniqueSerial(): number {
  return randomInt(100_000_000, 4_000_000_000);
}
