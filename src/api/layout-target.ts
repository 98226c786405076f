import { parse } from 'yaml';
import { findBank, type LoadedBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readText } from '../files/read.js';
import { type Layout, parseLayout } from '../layout/index.js';

/** Reads a layout for the bank of the named device, or else for the bank that the layout itself names. */
export async function readLayout(
  path: string,
  device: string | undefined,
  banks: readonly LoadedBank[],
): Promise<Layout> {
  const text = await readText(path);
  const name = device ?? bankName(text);
  if (name === undefined) {
    throw new OtpforgeError('DEVICE_NEEDED', {
      message: `${path} does not say which bank it is for`,
      remedy: 'Name the chip with --device, or write "bank: stm32f4-otp" into the layout.',
      details: { file: path },
    });
  }
  return parseLayout(text, path, findBank(name, banks).bank);
}

function bankName(text: string): string | undefined {
  try {
    const document: unknown = parse(text);
    if (typeof document !== 'object' || document === null || !('bank' in document)) return undefined;
    return typeof document.bank === 'string' ? document.bank : undefined;
  } catch {
    // parseLayout reports the syntax error with its line.
    return undefined;
  }
}
