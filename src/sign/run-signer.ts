import { basename, resolve } from 'node:path';
import { execa } from 'execa';
import { OtpforgeError } from '../errors/index.js';
import { findProgram } from '../files/find-program.js';
import { endTree } from '../probe/guarded/end-tree.js';
import { printable } from '../text/printable.js';
import { endsWithUs } from './ends-with-us.js';
import { detailsOf, type SignerCommand, type SignRequest } from './signer.js';

const defaultSeconds = 10;
/** From the polite end to the one by force. */
const patienceMs = 500;
/** No field is longer. */
const mostOutput = 1_000_000;

/** What a program gives on standard output within its deadline. Errors: SIGNER_FAILED, SIGNER_TIMEOUT, SIGNER_OUTPUT. */
export async function runSigner(
  { command, timeout = defaultSeconds, folder }: SignerCommand,
  request: SignRequest,
  input: Uint8Array,
): Promise<Uint8Array> {
  const [name = '', ...args] = command;
  const program = programAt(name, folder);
  if (program === undefined) throw failed(request, `${JSON.stringify(printable(name))} is not on PATH`);
  let pid: number | undefined;
  const release = endsWithUs(() => pid);
  const run = execa(program, args, {
    input,
    encoding: 'buffer',
    stripFinalNewline: false,
    // What it prints there may be what it was given.
    stderr: 'ignore',
    maxBuffer: mostOutput,
    reject: false,
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    cleanup: false,
    windowsHide: true,
    ...(folder !== undefined && { cwd: folder }),
  });
  pid = run.pid;
  try {
    // A child that keeps the output open keeps the run itself unfinished.
    const result = await within(run, timeout * 1000);
    if (result === undefined) {
      if (pid !== undefined) await endTree(pid, run, patienceMs);
      throw late(request, timeout);
    }
    if (result.failed) throw failed(request, howItEnded(result));
    return result.stdout;
  } finally {
    release();
    run.stdout.destroy();
    run.unref();
  }
}

/** A path is one from the folder; a bare name is looked for on PATH and never in a folder. */
function programAt(name: string, folder = '.'): string | undefined {
  return basename(name) === name ? findProgram(name) : resolve(folder, name);
}

/** Undefined where it is not there in time. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly isMaxBuffer: boolean;
}

function howItEnded({ exitCode, signal, isMaxBuffer }: Ending): string {
  if (isMaxBuffer) return 'it gives output without end';
  if (exitCode !== undefined) return `it ended with exit code ${exitCode}`;
  return signal === undefined ? 'it cannot be started' : `it was ended by ${signal}`;
}

function late(request: SignRequest, seconds: number): OtpforgeError {
  return new OtpforgeError('SIGNER_TIMEOUT', {
    message: `the signer ${request.signer} gave no answer for the field ${request.field} within ${seconds} s, and was ended`,
    remedy: 'Run its command by hand. If it needs longer, give it a "timeout:" in seconds.',
    details: { ...detailsOf(request), seconds },
  });
}

function failed(request: SignRequest, why: string): OtpforgeError {
  return new OtpforgeError('SIGNER_FAILED', {
    message: `the signer ${request.signer} gave nothing for the field ${request.field}: ${why}`,
    remedy:
      'Run its command by hand: what it prints on standard error is not shown here, since it may be secret.',
    details: { ...detailsOf(request), why },
  });
}
