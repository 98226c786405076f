import { type Bank, type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { areaOf } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { encodeLayout, type Layout, type UnitData, type UnitValue } from '../layout/index.js';
import { dataField } from '../layout/records/entry-data.js';
import { type Line, sampleValue } from '../line/index.js';
import { imageView, type MapDocument } from '../map/index.js';
import { secretsOf } from '../secrets/index.js';
import { uidBytes } from '../target/index.js';
import { readLayout } from './layout-target.js';
import type { ShownUnit } from './ledger-units.js';
import { shownContents } from './map-contents.js';

/**
 * What the verified stages of a unit put into OTP, as a grid: by the public values of the ledger, no secret is opened.
 * Undefined for a unit of which nothing was verified, and where today's layout does not take its values. Errors: those of
 * loadBanks and readLayout.
 */
export async function unitMap(
  line: Line,
  unit: ShownUnit,
  folders?: BankFolders,
): Promise<MapDocument | undefined> {
  const stages = unit.stages.filter(({ state }) => state === 'verified').map(({ stage }) => stage);
  if (stages.length === 0) return undefined;
  const banks = await loadBanks(folders);
  const device = findDevice(line.device, banks);
  const layout = await readLayout(line.layout, device.bank, banks);
  const image = imageOf(layout, line, unit, stages);
  return image && documentOf(layout, image, device.name);
}

function imageOf(
  layout: Layout,
  line: Line,
  { values, die }: ShownUnit,
  stages: readonly string[],
): SparseImage | undefined {
  const data: UnitData = new Map(
    values.flatMap(({ field, text }): [string, UnitValue][] => {
      const value = text ?? standIn(layout, line, field);
      return value === undefined ? [] : [[field, { value, from: 'the ledger' }]];
    }),
  );
  const uid = die && uidBytes(die.uid);
  try {
    return encodeLayout(layout, data, {
      ...(!stages.includes('') && { stages }),
      ...(uid && { uid }),
      signed: ({ length }) => new Uint8Array(length),
    }).image;
  } catch (error) {
    if (error instanceof OtpforgeError) return undefined;
    throw error;
  }
}

/** Any value of a secret field: the map shows where it is, and nothing that depends on it. */
function standIn(layout: Layout, { sources }: Line, name: string): string | undefined {
  const field = dataField(layout, name);
  const source = sources.find((each) => each.field === name);
  return source && field?.kind === 'value' ? sampleValue(source, field) : undefined;
}

function documentOf(layout: Layout<Bank>, image: SparseImage, device: string): MapDocument {
  const { bank } = layout;
  const { base, size } = bank.otp;
  const view = imageView(bank, image.clip(base, base + size));
  const { fields, ...shown } = shownContents({ bank, view, layout, secrets: secretsOf(layout) });
  return {
    ...{ format: 'otpforge.map/1', result: 'done', source: 'image', files: [], area: areaOf(bank), device },
    ...{ journal: false, ...shown },
    // The ledger keeps no answer of a signer in clear.
    fields: fields.filter(({ type }) => type !== 'computed'),
    ...{ values: [], refusals: [], warnings: [] },
  };
}
