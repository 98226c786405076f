import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { replayedError } from '../../dist/probe/trace-format.js';

const program = fileURLToPath(new URL('boards-process.mjs', import.meta.url));
const calls = [
  ...['identify', 'resetHalt', 'readMemory', 'writeMemory', 'readRegisters', 'writeRegisters'],
  ...['setBreakpoint', 'clearBreakpoint', 'go', 'waitHalted', 'resetRun', 'close'],
];

/** Simulated boards behind probes in another process, so that what they cost is not counted as what a station costs. */
export class Boards {
  #child = fork(program, { serialization: 'advanced', execArgv: [] });
  #pending = new Map();
  #next = 1;

  /** @returns {Promise<Boards>} */
  static async started() {
    const boards = new Boards();
    await new Promise((resolve) => boards.#child.once('message', resolve));
    boards.#child.on('message', (reply) => boards.#hear(reply));
    return boards;
  }

  /**
   * @param {object} uri
   * @returns {Promise<object>} the probe of that board
   */
  async open(uri) {
    const probe = this.#next;
    await this.#ask(probe, 'open', [uri]);
    return Object.fromEntries(calls.map((call) => [call, (...args) => this.#ask(probe, call, args)]));
  }

  /** @returns {Promise<number>} processor time of its boards up to now, in milliseconds */
  async cpuMs() {
    const { user, system } = await this.#ask(0, 'cpuUsage', []);
    return (user + system) / 1000;
  }

  end() {
    this.#child.disconnect();
  }

  #ask(probe, call, args) {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ id, probe, call, args });
    });
  }

  #hear({ id, result, error }) {
    const { resolve, reject } = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) reject(replayedError(error));
    else resolve(result);
  }
}
