import { createHash } from 'node:crypto';
import { dirname, relative, resolve, sep } from 'node:path';
import { type BankFolders, findDevice, type LoadedBank, listingOf, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { writeAtomic } from '../files/write.js';
import { headerFile, stubFile, zephyrOverlay } from '../header/index.js';
import { encodeLayout, type LayoutWarning, loadUnitData, type UnitValues } from '../layout/index.js';
import { secretsOf } from '../secrets/index.js';
import { readLayout } from './layout-target.js';
import { bankFolders, checkOptions, need, type Shape, text, texts, unitValues } from './options/index.js';

export interface LayoutHeaderOptions {
  readonly layout: string;
  /** Where the header goes. */
  readonly output: string;
  /** What each C name begins with; `otp` unless given. */
  readonly prefix?: string;
  /** Where a C test for the host goes, which fills a buffer with the unit of `data`, `values` and `set`. */
  readonly stub?: string;
  readonly data?: string;
  readonly values?: UnitValues;
  readonly set?: readonly string[];
  /** Where an overlay for Zephyr goes, with an NVMEM cell for each field. */
  readonly zephyr?: string;
  /** The chip, where its bank serves chips with other registers too. */
  readonly device?: string;
  readonly banks?: BankFolders;
}

export interface LayoutHeaderDocument {
  readonly format: 'otpforge.layout-header/1';
  readonly layout: string;
  readonly bank: string;
  readonly prefix: string;
  readonly files: readonly HeaderFile[];
  readonly warnings: readonly LayoutWarning[];
}

export interface HeaderFile {
  readonly kind: 'header' | 'stub' | 'zephyr';
  readonly file: string;
  readonly sha256: string;
}

const shape: Shape<LayoutHeaderOptions> = {
  layout: need(text),
  output: need(text),
  prefix: text,
  stub: text,
  data: text,
  values: unitValues,
  set: texts,
  zephyr: text,
  device: text,
  banks: bankFolders,
};

/** The UID of the die that a stub plays; no ST chip has it. */
const stubUid = Uint8Array.from({ length: 12 }, (_, index) => 0xf0 + index);

/**
 * Writes a C header that reads what a layout describes, and on request a test and an overlay for Zephyr. Reaches no chip.
 * Errors: OPTION_*, LAYOUT_*, DEVICE_*, UNIT_DATA_*, FILE_*.
 */
export async function layoutHeader(options: LayoutHeaderOptions): Promise<LayoutHeaderDocument> {
  checkOptions('layoutHeader', options, shape);
  const { device, output, stub, zephyr, prefix = 'otp' } = options;
  refusePrefix(prefix);
  const banks = await loadBanks(options.banks);
  const found = await readLayout(options.layout, device, banks);
  const chip = deviceOf(device, banks);
  const layout = chip ? { ...found, bank: chip.bank } : found;
  const warnings: LayoutWarning[] = [...layout.warnings];
  const made = [
    {
      kind: 'header' as const,
      file: output,
      content: headerFile(layout, { prefix, isOneChip: chip !== undefined }),
      isSecret: false,
    },
    ...(stub === undefined ? [] : [{ kind: 'stub' as const, file: stub, ...(await stubOf(stub)) }]),
    ...(zephyr === undefined
      ? []
      : [{ kind: 'zephyr' as const, file: zephyr, content: zephyrOverlay(layout, prefix), isSecret: false }]),
  ];
  refuseSame(made.map(({ file }) => file));
  const inputs = [options.layout, ...(options.data === undefined ? [] : [options.data])];
  for (const { file, content, isSecret } of made) {
    await writeAtomic(file, content, { inputs, ...(isSecret && { mode: 0o600 }) });
  }
  return {
    format: 'otpforge.layout-header/1',
    layout: options.layout,
    bank: layout.bank.name,
    prefix,
    files: made.map(({ kind, file, content }) => ({ kind, file, sha256: sha256(content) })),
    warnings,
  };

  async function stubOf(file: string) {
    const data = await loadUnitData(options);
    // Nobody checks an answer of a signer on the host, and the header says so: OTP_UNCHECKED.
    const signed = ({ length }: { readonly length: number }) => new Uint8Array(length).fill(0x5a);
    const encoded = encodeLayout(layout, data, { uid: stubUid, signed });
    warnings.push(...encoded.warnings);
    const header = includedAs(output, file);
    const content = stubFile(layout, { prefix, header, image: encoded.image, uid: stubUid });
    return { content, isSecret: secretsOf(layout) !== undefined };
  }
}

/** A chip that was named, not its bank. */
function deviceOf(name: string | undefined, banks: readonly LoadedBank[]) {
  if (name === undefined || banks.some((each) => listingOf(each).name === name)) return undefined;
  return findDevice(name, banks);
}

function refusePrefix(prefix: string): void {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(prefix)) return;
  throw new OtpforgeError('USAGE', {
    message: `the prefix ${JSON.stringify(prefix)} cannot begin a C name`,
    remedy: 'Use a letter, then letters, digits and "_": --prefix board.',
  });
}

/** Two files at one place would leave one of them. */
function refuseSame(files: readonly string[]): void {
  const doubled = files.find((file, index) =>
    files.some((each, at) => at < index && resolve(each) === resolve(file)),
  );
  if (doubled === undefined) return;
  throw new OtpforgeError('USAGE', {
    message: `${doubled} cannot be two files at once`,
    remedy: 'Name another file for --stub or --zephyr.',
    details: { file: doubled },
  });
}

/** A file's name as another one includes it. */
function includedAs(file: string, from: string): string {
  const path = relative(dirname(resolve(from)), resolve(file))
    .split(sep)
    .join('/');
  return /^[\x20-\x7e]+$/.test(path) && !/["\\]/.test(path) ? path : 'otp.h';
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
