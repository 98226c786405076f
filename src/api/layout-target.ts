import { z } from 'zod';
import { type Bank, findBank, type LoadedBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readSmallText } from '../files/read-small.js';
import { parseYaml } from '../files/yaml.js';
import { type Layout, layoutFormat, parseLayout } from '../layout/index.js';

/** Reads a layout for a bank or the bank of the named device, or else for the bank that the layout itself names. */
export async function readLayout(
  path: string,
  target: Bank | string | undefined,
  banks: readonly LoadedBank[],
): Promise<Layout<Bank>> {
  const text = await readSmallText(path, 'a layout');
  if (typeof target === 'object') return parseLayout(text, path, target);
  const name = target ?? layoutBank(text, path);
  if (name === undefined) refuseFuses(text, path);
  if (name === undefined) {
    throw new OtpforgeError('DEVICE_NEEDED', {
      message: `${path} does not say which bank it is for`,
      remedy: 'Name the chip with --device, or write "bank: stm32f4-otp" into the layout.',
      details: { file: path },
    });
  }
  return parseLayout(text, path, findBank(name, banks).bank);
}

function refuseFuses(text: string, file: string): void {
  const { fuses } = parseYaml(
    { text, file, ...layoutFormat },
    z.looseObject({ fuses: z.string().optional() }),
  ).value;
  if (fuses === undefined) return;
  throw new OtpforgeError('LAYOUT_INVALID', {
    message: `${file}: the layout is made for the fuses of ${fuses}, which no probe burns`,
    remedy: 'Give it to otpforge mp1 write --layout.',
    details: { file, fuses },
  });
}

/** The bank that the text of a layout names. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA. */
export function layoutBank(text: string, file: string): string | undefined {
  return parseYaml({ text, file, ...layoutFormat }, z.looseObject({ bank: z.string().optional() })).value
    .bank;
}
