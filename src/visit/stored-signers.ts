import {
  type KnownUnit,
  type LedgerTransaction,
  type Signature,
  type StageKey,
  storeSignature,
} from '../ledger/index.js';
import { secretsOf } from '../secrets/index.js';
import { type Signers, type SignRequest, sign } from '../sign/index.js';
import type { AnswersOf } from './known-values.js';
import type { VisitSetup } from './setup.js';
import type { Sealed } from './unit-keeper.js';
import type { VisitLedger } from './visit-ledger.js';

/** Whether a layout has fields that a signer computes. */
export function hasSigned({ layout }: Pick<VisitSetup, 'layout'>): boolean {
  return layout.fields.some(({ type }) => type === 'computed');
}

/** The answers that the ledger has for a unit. */
export function storedAnswers(
  ledger: VisitLedger,
  unit: Sealed,
  signatures: readonly Signature[],
): AnswersOf {
  return (field, input) => {
    const hash = inputHash(ledger, input);
    const found = signatures.find((each) => each.field === field && each.input === hash);
    return found && ledger.open(found.sealed, placeOf(unit, found));
  };
}

/** The signers of a line for one unit. For the same bytes one is asked once: its first answer is stored before it is used. */
export function storingSigners(setup: VisitSetup, key: StageKey, known: AnswersOf): Signers {
  const { line } = setup;
  const names = Object.keys(line.signers);
  return Object.fromEntries(
    names.map((name) => [
      name,
      async (input: Uint8Array, request: SignRequest) =>
        known(request.field, input) ??
        stored(setup, key, { request, input }, await sign(line.signers, request, input)),
    ]),
  );
}

async function stored(
  setup: VisitSetup,
  key: StageKey,
  { request: { field }, input }: { readonly request: SignRequest; readonly input: Uint8Array },
  answer: Uint8Array,
): Promise<Uint8Array> {
  const { ledger } = setup;
  const counts = await ledger.transaction((tx) => keepAnswer(tx, setup, key, { field, input, answer }));
  return ledger.open(counts.sealed, placeOf(key, counts));
}

/** What a signer made of some bytes. */
export interface SignedBytes {
  readonly field: string;
  readonly input: Uint8Array;
  readonly answer: Uint8Array;
}

/** Stores an answer of a signer, and returns the one that counts from now on. Errors: LEDGER_STALE. */
export function keepAnswer(
  tx: LedgerTransaction,
  { ledger, layout }: Pick<VisitSetup, 'ledger' | 'layout'>,
  key: StageKey,
  { field, input, answer }: SignedBytes,
): Promise<Signature> {
  const hash = inputHash(ledger, input);
  const sealed = ledger.seal(answer, placeOf(key, { field, input: hash }));
  const secrets = secretsOf(layout);
  const secret = layout.fields.some(
    ({ name, address, length }) => name === field && secrets?.hides(address, length) === true,
  );
  return storeSignature(tx, key, { field, input: hash, sealed, secret });
}

function inputHash(ledger: VisitLedger, input: Uint8Array): string {
  return Buffer.from(ledger.mac('signed', input)).toString('hex');
}

function placeOf(
  { unit, generation }: Pick<KnownUnit, 'unit' | 'generation'>,
  { field, input }: Pick<Signature, 'field' | 'input'>,
) {
  return { unit, generation, field: `${field} ${input}` };
}
