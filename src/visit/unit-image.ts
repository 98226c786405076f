import type { InFlight, OtpContents } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { type KnownStage, type KnownUnit, type StageKey, setContent, signaturesOf } from '../ledger/index.js';
import type { Signers } from '../sign/index.js';
import { encodeUnit } from './encode-unit.js';
import { contentMac, fieldMacs } from './field-macs.js';
import { valuesOfUnit, writesWiped } from './known-values.js';
import type { Presented } from './present-die.js';
import type { VisitSetup } from './setup.js';
import { hasSigned, storedAnswers, storingSigners } from './stored-signers.js';
import { contentMacOf, opener } from './unit-keeper.js';

export interface UnitToBurn {
  readonly unit: KnownUnit;
  readonly stage: KnownStage;
  readonly presented: Presented;
  readonly otp: OtpContents;
  readonly inFlight: InFlight | undefined;
}

/** What the unit's values put into OTP, which is what they put there at its first visit. Errors: IMAGE_CHANGED, SECRET_WIPED, LAYOUT_*, SIGNER_*. */
export async function unitImage(
  setup: VisitSetup,
  { unit, stage, presented, otp, inFlight }: UnitToBurn,
): Promise<SparseImage> {
  const { ledger, layout, device } = setup;
  const { uid } = presented;
  const mac = contentMacOf(ledger);
  if (writesWiped(layout, unit, stage.stage)) throw wiped(unit);
  const data = valuesOfUnit(unit, opener(ledger, unit));
  const image = await encodeUnit({
    device,
    layout,
    stage: stage.stage,
    data,
    otp,
    uid,
    inFlight,
    signers: await signersOf(setup, { unit: unit.unit, generation: unit.generation, stage: stage.stage }),
  });
  const macs = fieldMacs(layout, image, mac);
  await ledger.transaction((tx) =>
    setContent(tx, {
      unit: unit.unit,
      generation: unit.generation,
      stage: stage.stage,
      contentMac: contentMac(macs, mac),
      fieldMacs: macs,
    }),
  );
  return image;
}

async function signersOf(setup: VisitSetup, key: StageKey): Promise<Signers> {
  if (!hasSigned(setup)) return {};
  const signatures = await setup.ledger.transaction((tx) => signaturesOf(tx, key));
  return storingSigners(setup, key, storedAnswers(setup.ledger, key, signatures));
}

function wiped({ unit }: KnownUnit): OtpforgeError {
  return new OtpforgeError('SECRET_WIPED', {
    message: `unit ${unit} has a secret value that the ledger wiped when the unit was verified: it cannot be burnt again`,
    remedy: 'Scrap the unit, and give the board’s replacement new values.',
    details: { unit },
  });
}
