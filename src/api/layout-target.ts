import { z } from 'zod';
import { type Bank, findBank, findDevice, type LoadedBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readSmallText } from '../files/read-small.js';
import { parseYaml } from '../files/yaml.js';
import { type Layout, layoutFormat, layoutSector, parseLayout } from '../layout/index.js';

/** Reads a layout for a bank or the bank of the named device, or else for the bank that the layout itself names. */
export async function readLayout(
  path: string,
  target: Bank | string | undefined,
  banks: readonly LoadedBank[],
): Promise<Layout<Bank>> {
  const text = await readSmallText(path, 'a layout');
  const named = layoutTarget(text, path);
  const bank = targetBank(path, target, named, banks);
  refuseOtherSector(path, bank, named, banks);
  return parseLayout(text, path, bank);
}

/** The bank that the text of a layout names, or the bank of the sector that it names. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA, DEVICE_*. */
export function namedBank(text: string, file: string, banks: readonly LoadedBank[]): string | undefined {
  const { bank, sector } = layoutTarget(text, file);
  return bank ?? (sector && findDevice(sector.device, banks).bank.name);
}

/** What a layout says it is for. */
interface LayoutTarget {
  readonly bank?: string | undefined;
  readonly sector?: { readonly device: string } | undefined;
  readonly fuses?: string | undefined;
}

function targetBank(
  path: string,
  target: Bank | string | undefined,
  { bank, sector, fuses }: LayoutTarget,
  banks: readonly LoadedBank[],
): Bank {
  if (typeof target === 'object') return target;
  const name = target ?? bank;
  if (name !== undefined) return findBank(name, banks).bank;
  if (sector) return findDevice(sector.device, banks).bank;
  if (fuses !== undefined) refuseFuses(path, fuses);
  throw new OtpforgeError('DEVICE_NEEDED', {
    message: `${path} does not say which bank it is for`,
    remedy: 'Name the chip with --device, or write "bank: stm32f4-otp" into the layout.',
    details: { file: path },
  });
}

// Another chip's sector is elsewhere, though offsets in it look alike.
function refuseOtherSector(
  file: string,
  { name }: Bank,
  { sector }: LayoutTarget,
  banks: readonly LoadedBank[],
): void {
  if (!sector || findDevice(sector.device, banks).bank.name === name) return;
  throw new OtpforgeError('LAYOUT_INVALID', {
    message: `${file}: sector.device: the layout is made for the reserved sector of ${sector.device}, not for ${name}`,
    remedy: 'Use a layout for this chip, or correct the device in the layout.',
    details: { file, device: sector.device, bank: name },
  });
}

function refuseFuses(file: string, fuses: string): never {
  throw new OtpforgeError('LAYOUT_INVALID', {
    message: `${file}: the layout is made for the fuses of ${fuses}, which no probe burns`,
    remedy: 'Give it to otpforge mp1 write --layout.',
    details: { file, fuses },
  });
}

/** What the text of a layout says it is for. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA. */
function layoutTarget(text: string, file: string): LayoutTarget {
  return parseYaml(
    { text, file, ...layoutFormat },
    z.looseObject({
      bank: z.string().optional(),
      sector: layoutSector.optional(),
      fuses: z.string().optional(),
    }),
  ).value;
}
