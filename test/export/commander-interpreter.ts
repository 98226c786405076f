import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedChip } from '../../src/chip/index.js';
import { readIntelHex } from '../../src/image/index.js';
import type { RegisterName } from '../../src/target/index.js';

type Words = readonly string[];

/**
 * J-Link Commander on a simulated chip, as far as exported scripts use it (UM08001 §3.2). Stricter than the real one:
 * what it does not know, or what needs a connected and halted target and has none, is an error.
 */
export class CommanderInterpreter {
  readonly #chip: SimulatedChip;
  readonly #folder: string;
  readonly #done = new Set<string>();
  #restartsOnClose = true;

  constructor(chip: SimulatedChip, folder: string) {
    this.#chip = chip;
    this.#folder = folder;
  }

  run(script: string): void {
    const lines = readFileSync(join(this.#folder, script), 'utf8').split('\n');
    this.#done.clear();
    this.#restartsOnClose = true;
    for (const line of lines) {
      if (line.length > 511) throw new Error(`a line of ${line.length} characters`);
      const [command = '', ...words] = line.split(/[\s,]+/).filter((word) => word !== '');
      if (command === '' || command.startsWith('//')) continue;
      this.#execute(command, words);
      this.#done.add(command);
    }
    if (!this.#done.has('q')) throw new Error('the script leaves Commander open');
  }

  #execute(command: string, words: Words): void {
    if (!setUp.has(command)) this.#needs('connect');
    const work = this.#commands[command];
    if (!work) throw new Error(`Unknown command ${command}`);
    work(words);
  }

  readonly #commands: Readonly<Record<string, (words: Words) => void>> = {
    eoe: (words) => expectWords(words, '1'),
    device: (words) => expectWords(words, this.#chip.device.name),
    si: (words) => expectWords(words, 'SWD'),
    speed: () => {},
    connect: () => this.#needs('device', 'si', 'speed'),
    r: () => this.#chip.reset(),
    h: () => this.#needs('r'),
    exec: ([name = '', ...rest]) => {
      const known = ['ExcludeFlashCacheRange', 'InvalidateCache', 'SetRestartOnClose'];
      if (!known.includes(name)) throw new Error(`exec ${name}`);
      if (name === 'SetRestartOnClose') this.#restartsOnClose = rest.join(' ') !== '= 0';
    },
    loadfile: (words) => this.#loadFile(words),
    loadbin: ([name, address, ...rest]) => {
      expectWords(rest, 'noreset');
      this.#chip.writeMemory(number(address), this.#file(name));
    },
    verifybin: (words) => this.#verify(words),
    w4: ([address, value]) => {
      this.#needs('h');
      const bytes = new Uint8Array(Uint32Array.of(number(value)).buffer);
      this.#chip.writeMemory(number(address), bytes, 4);
    },
    wreg: ([name, value]) => this.#chip.writeRegister(register(name), number(value)),
    setpc: ([address]) => this.#chip.writeRegister('PC', number(address)),
    setBP: ([address]) => {
      this.#chip.setBreakpoint(number(address));
    },
    g: () => {
      this.#needs('h', 'verifybin', 'setpc');
      this.#chip.go();
    },
    WaitHalt: ([milliseconds]) => {
      if (!this.#chip.run(Number(milliseconds) * 1000)) throw new Error('the core still runs');
    },
    regs: () => {},
    mem32: ([address, count]) => {
      this.#needs('h');
      this.#chip.readMemory(number(address), 4 * number(count));
    },
    savebin: ([name = '', address, length]) => {
      this.#needs('h');
      writeFileSync(join(this.#folder, name), this.#chip.readMemory(number(address), number(length)));
    },
    q: () => {
      if (this.#restartsOnClose) throw new Error('closing lets the core run on');
    },
  };

  #loadFile([name = '']: Words): void {
    const image = readIntelHex(this.#file(name), name);
    this.#chip.programFlash(image.segments);
  }

  #verify(words: Words): void {
    const wanted = this.#file(words[0]);
    const read = this.#chip.readMemory(number(words[1]), wanted.length);
    if (Buffer.compare(wanted, read) !== 0) throw new Error('verification failed');
  }

  #file(name = ''): Buffer {
    return readFileSync(join(this.#folder, name));
  }

  #needs(...commands: Words): void {
    for (const command of commands) {
      if (!this.#done.has(command)) throw new Error(`${command} must come before`);
    }
  }
}

const setUp: ReadonlySet<string> = new Set(['eoe', 'device', 'si', 'speed', 'connect', 'q']);

function expectWords(words: Words, expected: string): void {
  if (words.join(' ') !== expected) throw new Error(`expected ${expected}, found ${words.join(' ')}`);
}

// Counts and data are hex; the scripts write 0x everywhere so that nobody has to know.
function number(text = ''): number {
  if (!/^0x[0-9A-F]+$/.test(text)) throw new Error(`${text} is not written as 0x…`);
  return Number(text);
}

function register(name = ''): RegisterName {
  const known: Readonly<Record<string, RegisterName>> = {
    R0: 'R0',
    R14: 'LR',
    MSP: 'MSP',
    XPSR: 'xPSR',
    PRIMASK: 'PRIMASK',
    CONTROL: 'CONTROL',
  };
  const found = known[name];
  if (!found) throw new Error(`there is no register ${name}`);
  return found;
}
