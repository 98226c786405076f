import { connect } from 'node:net';
import { OtpforgeError } from '../errors/index.js';
import type { Label, Printer } from '../line/index.js';
import { runProgram } from '../sign/index.js';
import { printable } from '../text/printable.js';

const defaultSeconds = 10;

/**
 * Prints a label unless its board has gone: asked at the last moment, since a printer may take a while to answer. False where it
 * has. Errors: LABEL_FAILED.
 */
export async function printOn(
  { printer, timeout = defaultSeconds }: Label,
  text: string,
  isIn: () => boolean,
): Promise<boolean> {
  if (!isIn()) return false;
  return printer.kind === 'tcp' ? sendTo(printer, text, timeout, isIn) : runWith(printer, text, timeout);
}

/** A printer has a label when it has taken all of it and ended the connection too. */
function sendTo(
  { host, port }: Printer & { readonly kind: 'tcp' },
  text: string,
  timeout: number,
  isIn: () => boolean,
): Promise<boolean> {
  const name = `tcp:${host}:${port}`;
  return new Promise((resolve, reject) => {
    let isSent = false;
    const socket = connect({ host, port });
    const timer = setTimeout(() => {
      // One that is still connecting would be reset only once it is there.
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
      reject(labelFailed(name, `it did not take the label within ${timeout} s`));
    }, timeout * 1000);
    socket.on('connect', () => {
      isSent = isIn();
      if (isSent) socket.end(text);
      else socket.destroy();
    });
    // Some printers report their state, and nobody reads it.
    socket.resume();
    socket.on('error', (cause) => reject(labelFailed(name, cause.message, cause)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(isSent);
    });
  });
}

async function runWith(
  { command: { command, folder } }: Printer & { readonly kind: 'command' },
  text: string,
  timeout: number,
): Promise<boolean> {
  const [name = ''] = command;
  const end = await runProgram(
    { command, folder, timeout },
    { input: new TextEncoder().encode(text), isSilent: true },
  );
  if (end.ended === 'well') return true;
  throw labelFailed(name, end.ended === 'badly' ? end.why : `it was ended after ${timeout} s`);
}

function labelFailed(name: string, why: string, cause?: unknown): OtpforgeError {
  return new OtpforgeError('LABEL_FAILED', {
    message: `label: ${printable(name)}: ${printable(why)}`,
    remedy: 'Nothing is printed later by itself: set the printer right, and reprint the label.',
    details: { printer: name, why },
    cause,
  });
}
