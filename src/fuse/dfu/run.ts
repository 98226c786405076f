import { resolve } from 'node:path';
import { execa } from 'execa';
import { OtpforgeError } from '../../errors/index.js';
import { findProgram } from '../../files/find-program.js';
import { type Alternate, parseAlternates, stDfu } from './alternates.js';
import { type DfuSaid, explainDfu, judgeDownload } from './outcome.js';

/** Which OTP partition of which chip. */
export type OtpPlace = Pick<Alternate, 'name' | 'serial'>;

/** Reading can be broken off at any time; nobody waits longer for 776 bytes. */
const readMs = 60_000;

/** Runs dfu-util. */
export class DfuUtil {
  readonly #command: string;

  /** `where` is the program; without it PATH has it. Errors: DFU_MISSING. */
  constructor(where: string | undefined) {
    const command = where ?? findProgram('dfu-util');
    if (command === undefined) throw missing('dfu-util is not on PATH');
    this.#command = command;
  }

  /** Errors: DFU_MISSING, DFU_READ_FAILED. */
  async list(): Promise<readonly Alternate[]> {
    const { output, exitCode } = await this.#run(['-l'], readMs);
    const found = parseAlternates(output);
    // A device that may not be opened is left out of the list, and a line says so.
    if (exitCode === 0 && (found.length > 0 || explainDfu(output) === undefined)) return found;
    throw readFailed('list the devices', explainDfu(output) ?? ended(exitCode));
  }

  /** Reads the partition into a file that must not be there yet. Errors: DFU_MISSING, DFU_READ_FAILED. */
  async upload(place: OtpPlace, file: string): Promise<void> {
    const { output, exitCode } = await this.#run([...deviceOf(place), '-U', resolve(file)], readMs);
    if (exitCode === 0 && !/^\s*Failed\.\s*$/m.test(output)) return;
    throw readFailed('read the partition', explainDfu(output) ?? ended(exitCode));
  }

  /** Writes the partition. Once begun it is not broken off: words may be half-programmed. */
  async download(place: OtpPlace, file: string): Promise<DfuSaid> {
    const { output, exitCode } = await this.#run([...deviceOf(place), '-D', resolve(file)], undefined);
    return judgeDownload(output, exitCode);
  }

  async #run(args: readonly string[], timeout: number | undefined) {
    const run = await execa(this.#command, args, {
      reject: false,
      all: true,
      stdin: 'ignore',
      // Messages are looked at: not translated.
      env: { LC_ALL: 'C' },
      // A group of its own: Ctrl-C reaches the group of the terminal, and must not end it in the middle of a write.
      detached: timeout === undefined && process.platform !== 'win32',
      cleanup: timeout !== undefined,
      windowsHide: true,
      maxBuffer: 1_000_000,
      ...(timeout !== undefined && { timeout }),
    });
    const { failed, timedOut, signal, exitCode } = run;
    if (failed && exitCode === undefined && !timedOut && signal === undefined) {
      throw missing(`${this.#command} cannot be started`);
    }
    return { output: run.all ?? '', exitCode: timedOut ? undefined : exitCode };
  }
}

function deviceOf({ name, serial }: OtpPlace): readonly string[] {
  return ['-d', stDfu, '-S', serial, '-a', name];
}

function ended(exitCode: number | undefined): string {
  return exitCode === undefined ? 'it gave no answer' : `it ended with exit code ${exitCode}`;
}

function readFailed(what: string, why: string): OtpforgeError {
  return new OtpforgeError('DFU_READ_FAILED', {
    message: `dfu-util could not ${what}: ${why}`,
    remedy: 'Mend that, and run the command again. dfu-util -l shows what it sees.',
    details: { why },
  });
}

function missing(message: string): OtpforgeError {
  return new OtpforgeError('DFU_MISSING', {
    message,
    remedy:
      'Install it: apt install dfu-util (Debian, Ubuntu), dnf install dfu-util (Fedora), brew install dfu-util (macOS), or http://dfu-util.sourceforge.net for Windows. Without --dfu the command prints the lines to run.',
  });
}
