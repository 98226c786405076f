import type { Refusal } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { stateFolder } from '../files/state-folder.js';
import type { SparseImage } from '../image/index.js';
import { worldOfMedium } from '../journal/index.js';
import { type Layout, type UniqueValue, uniqueValues } from '../layout/index.js';
import { type Ledger, openLedger, openStation, readMeta, type ValueOwner } from '../ledger/index.js';
import { knownLedgers, memoryFile, readMemory } from '../ledger/memory.js';
import { ownerInAnyScope } from '../ledger/units/find-value.js';
import type { Medium } from '../probe/index.js';
import { count } from '../text/plural.js';
import { canonicalBytes } from '../visit/scoped-values.js';

/** A unit whose values somebody wants to move from a scrapped die to another. */
export interface UnitToMove {
  readonly medium: Medium;
  /** Without it nobody knows which values the image has. */
  readonly layout: Layout | undefined;
  readonly image: SparseImage;
}

/**
 * Why values may not be moved: a ledger that this station has used knows them. A ledger that cannot be asked is an error, by
 * its own code: LEDGER_*, STATE_FOLDER.
 */
export async function ledgerRefusals({ medium, layout, image }: UnitToMove): Promise<readonly Refusal[]> {
  const values = layout && uniqueValues(layout, image);
  if (values?.length === 0) return [];
  const known = await knownLedgers(stateFolder());
  if (!layout || !values) return known.length === 0 ? [] : [noLayout(known)];
  const refusals: Refusal[] = [];
  for (const id of known)
    refusals.push(...(await asked(id, (ledger) => refusalsOf(ledger, { medium, layout }, values))));
  return refusals;
}

function noLayout(ledgers: readonly string[]): Refusal {
  return {
    code: 'LEDGER_KNOWS_UNIT',
    message: `--moved-from needs a layout here: this station uses ${count(ledgers.length, 'ledger')}, and without a layout nobody can ask whether one of them knows a value of this image`,
    remedy: 'Name the layout of the image with --layout.',
  };
}

async function asked(
  id: string,
  work: (ledger: Ledger) => Promise<readonly Refusal[]>,
): Promise<readonly Refusal[]> {
  try {
    const ledger = await openKnown(id);
    try {
      return await work(ledger);
    } finally {
      await ledger.close();
    }
  } catch (cause) {
    throw cause instanceof OtpforgeError ? notAsked(id, cause) : cause;
  }
}

/** Opens a ledger where this station last used it. Errors: those of openLedger. */
async function openKnown(id: string): Promise<Ledger> {
  const station = await openStation();
  const address = (await readMemory(station.folder, id))?.address;
  if (!address)
    throw new OtpforgeError('LEDGER_MISSING', {
      message: 'this station does not remember where it is',
      remedy: 'Run otpforge ledger status with its line.yaml once.',
    });
  const ledger = await openLedger(address, { station, past: ['CLOCK_SUSPECT'] });
  if (ledger.id === id) return ledger;
  await ledger.close();
  const at = address.engine === 'sqlite' ? address.file : address.url;
  throw new OtpforgeError('LEDGER_MISSING', {
    message: `${at} is another ledger by now`,
    remedy: 'Run otpforge ledger status with the line.yaml of the ledger once.',
  });
}

function notAsked(id: string, cause: OtpforgeError): OtpforgeError {
  const file = memoryFile(stateFolder(), id);
  return new OtpforgeError(cause.code, {
    message: `--moved-from needs an answer of each ledger of this station, and ledger ${id} gave none: ${cause.message}`,
    remedy: `${cause.remedy} If that ledger is gone for good, with all its units, move ${file} away.`,
    details: { ...cause.details, ledger: id, file },
    cause,
  });
}

function refusalsOf(
  ledger: Ledger,
  { medium, layout }: { readonly medium: Medium; readonly layout: Layout },
  values: readonly UniqueValue[],
): Promise<readonly Refusal[]> {
  return ledger.transaction(async (tx) => {
    const dies = (await readMeta(tx)).get('medium');
    if (dies !== undefined && dies !== worldOfMedium(medium)) return [];
    const refusals: Refusal[] = [];
    for (const value of values) {
      const sought = { canonical: canonicalOf(layout, value), ...(!value.secret && { text: value.text }) };
      const owner = await ownerInAnyScope(tx, sought, () => ledger.key());
      if (owner) refusals.push(refusalOf(ledger, value, owner));
    }
    return refusals;
  });
}

function canonicalOf({ fields }: Layout, { address, bytes }: UniqueValue): Uint8Array {
  const field = fields.find((each) => each.address === address);
  return field ? canonicalBytes(field, bytes) : bytes;
}

function refusalOf(
  { id, address }: Ledger,
  { field, text, secret }: UniqueValue,
  { unit, die, state }: ValueOwner,
): Refusal {
  const value = secret ? `${field} (secret)` : `${field} ${text}`;
  const at = address.engine === 'sqlite' ? address.file : address.url;
  const owner = `unit ${unit}${die ? `, die ${die.uid}` : ''}, ${state}`;
  return {
    code: 'LEDGER_KNOWS_UNIT',
    message: `${value} is in the ledger ${id} (${at}): ${owner}. --moved-from is for values that no ledger knows`,
    remedy:
      'Scrap the board with otpforge ledger scrap, burn its replacement with otpforge unit, and link both with otpforge ledger replace.',
  };
}
