import { extname } from 'node:path';
import {
  type Bank,
  findBank,
  findDevice,
  type LoadedBank,
  loadBanks,
  refuseUnknownBlocks,
} from '../bank/index.js';
import {
  areaOf,
  gapRefusal,
  gapsOf,
  type PlanUnit,
  planUnits,
  sectorRefusals,
  unitDocument,
  unitRefusals,
  withoutFirmware,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { refuseSameFile } from '../files/same-file.js';
import type { SparseImage } from '../image/index.js';
import type { Layout, ReadBytes } from '../layout/index.js';
import { dumpView, imageView, type MapDocument } from '../map/index.js';
import { redactRefusals, redactUnits } from '../redaction/index.js';
import { redactError, type Secrets, secretsOf } from '../secrets/index.js';
import { hex32 } from '../text/hex.js';
import { readChipDump } from './chip-dump.js';
import type { MapOptions } from './map.js';
import { drawn, shownContents } from './map-contents.js';
import { planValues } from './plan-values.js';
import { namedFile } from './target.js';
import { imageFile, nameOf, readUnitImage } from './unit-image.js';
import { unitJudge } from './unit-judge.js';

interface Files {
  readonly bank: Bank;
  readonly layout: Layout<Bank> | undefined;
  readonly secrets: Secrets | undefined;
  readonly image: SparseImage | undefined;
  readonly dump: ReadBytes | undefined;
}

/** The map of a dump, with what a plan would change where there is an image too, or of an image alone. Reaches no chip. */
export async function mapFiles(options: MapOptions): Promise<MapDocument> {
  const { device, chipDump, image: path } = options;
  const banks = await loadBanks(options.banks);
  await refuseSameFile([
    ...namedFile('the layout', options.layout),
    ...namedFile('the dump', chipDump),
    ...(path === undefined ? [] : imageFile(path)),
    ...namedFile('the picture', options.svg, true),
  ]);
  const files = await readFiles(options, banks);
  const name = device === undefined ? undefined : deviceName(device, banks);
  const document: MapDocument = {
    format: 'otpforge.map/1',
    source: files.dump ? 'dump' : 'image',
    files: [chipDump, path && nameOf(path)].filter((each) => each !== undefined),
    area: areaOf(files.bank),
    ...(name !== undefined && { device: name }),
    journal: false,
    ...(files.dump ? ofDump(files, files.dump, options) : ofImage(files)),
    warnings: [
      ...(files.image?.warnings ?? []),
      ...(files.dump ? zeroUnits(files, files.dump, chipDump) : []),
    ],
  };
  return drawn(document, options.svg);
}

async function readFiles(options: MapOptions, banks: readonly LoadedBank[]): Promise<Files> {
  const { chipDump, image: path } = options;
  const layout = options.layout === undefined ? undefined : await layoutAt(options.layout, options, banks);
  const bank = layout?.bank ?? findBank(options.device ?? noDevice(), banks).bank;
  const secrets = layout && secretsOf(layout);
  refuseUnknownBlocks(bank, options.lockEmpty);
  const image =
    path === undefined
      ? undefined
      : (await readUnitImage(path, { device: { bank }, layout, secrets }, options)).image;
  const dump =
    chipDump === undefined
      ? undefined
      : await readChipDump(chipDump, bank).catch((error: unknown) => {
          throw secrets ? redactError(error, secrets) : error;
        });
  return { bank, layout, secrets, image, dump };
}

// Without a layout a command does without the half that reads YAML.
async function layoutAt(
  path: string,
  { device }: MapOptions,
  banks: readonly LoadedBank[],
): Promise<Layout<Bank>> {
  const { readLayout } = await import('./layout-target.js');
  return readLayout(path, device, banks);
}

type Found = Pick<MapDocument, 'result' | 'values' | 'refusals'> & ReturnType<typeof shownContents>;

function ofImage({ bank, layout, secrets, image }: Files): Found {
  const { otp } = bank;
  const view = imageView(bank, image!.clip(otp.base, otp.base + otp.size));
  return {
    result: 'done',
    ...shownContents({ bank, view, layout, secrets }),
    values: [],
    refusals: [],
  };
}

/** Units are judged as on a chip; what only the chip itself and its journal can refuse is not known. */
function ofDump(
  { bank, layout, secrets, image }: Files,
  read: ReadBytes,
  { lockEmpty, firmwareOnly }: MapOptions,
): Found {
  const view = dumpView(bank, read);
  if (!image)
    return { result: 'done', ...shownContents({ bank, view, layout, secrets }), values: [], refusals: [] };
  const { bytes, ecc } = contentsOf(bank, read);
  const judge = unitJudge({ device: { bank }, image, layout, secrets, firmwareOnly });
  const units = planUnits(bank, withoutFirmware(image, bank, judge?.owned), bytes, ecc, lockEmpty);
  const shown = shownUnits(units, secrets);
  const refusals = [
    ...sectorRefusals(image, bank, judge?.owned),
    ...gapsOf(image.clip(bank.otp.base, bank.otp.base + bank.otp.size)).map((gap) => gapRefusal(gap, bank)),
    ...(judge?.refusals(read) ?? []),
    ...redactRefusals(unitRefusals(units, bank, bytes), shown),
  ];
  return {
    result: refusals.length > 0 ? 'refused' : 'done',
    ...shownContents({ bank, view, layout, secrets, units: shown }),
    values: planValues(image, layout, secrets),
    refusals,
  };
}

function shownUnits(units: readonly PlanUnit[], secrets: Secrets | undefined) {
  return secrets ? redactUnits(units, secrets) : units.map(unitDocument);
}

/** The bank of a dump as a chip would have been read: what it leaves out is damaged. */
function contentsOf({ otp: { base, size, writeUnit } }: Bank, read: ReadBytes) {
  const bytes = new Uint8Array(size);
  const ecc = new Map<number, 'damaged'>();
  for (let address = base; address < base + size; address += writeUnit) {
    const unit = read(address, writeUnit);
    if (unit) bytes.set(unit, address - base);
    else ecc.set(address, 'damaged');
  }
  return { bytes, ecc };
}

/** Raw binary cannot leave a damaged unit out: `read` writes zeros there. */
function zeroUnits({ bank, secrets }: Files, read: ReadBytes, path = ''): MapDocument['warnings'] {
  const { base, size, writeUnit, ecc } = bank.otp;
  if (!ecc || extname(path).toLowerCase() !== '.bin') return [];
  const zeros = Array.from({ length: size / writeUnit }, (_, index) => base + index * writeUnit).filter(
    (address) => !secrets?.hides(address, writeUnit) && read(address, writeUnit)?.every((byte) => byte === 0),
  );
  const [first] = zeros;
  if (first === undefined) return [];
  const more = zeros.length > 1 ? ` and ${zeros.length - 1} more` : '';
  return [
    {
      code: 'DUMP_ZEROS',
      message: `${path}: the unit at ${hex32(first)}${more} may be damaged: a .bin has zeros there, Intel HEX leaves it out (otpforge read -o otp.hex)`,
    },
  ];
}

/** Undefined where the name is that of a bank. */
function deviceName(name: string, banks: readonly LoadedBank[]): string | undefined {
  return findBank(name, banks).bank.name === name ? undefined : findDevice(name, banks).name;
}

function noDevice(): never {
  throw new OtpforgeError('DEVICE_NEEDED', {
    message: 'no device is named',
    remedy: 'Name the chip with --device, for example --device STM32L476RG, or in otpforge.yaml.',
  });
}
