import { otpReader, type PlannedChip } from '../burn/index.js';
import { findUnit, type KnownUnit, reserve, signaturesOf } from '../ledger/index.js';
import { claimIsLive, settle } from './claims.js';
import { rowDraw, rowKey } from './draw-row.js';
import { ownOf } from './known-values.js';
import { newValues } from './new-values.js';
import { checkUid } from './refusal.js';
import { secretCopies } from './secret-copy.js';
import type { VisitSetup } from './setup.js';
import { stageSources } from './stage-sources.js';
import { hasSigned, storedAnswers } from './stored-signers.js';
import { type TakenUnit, takeUnit } from './take-unit.js';
import { contentMacOf, opener, valueKeeper } from './unit-keeper.js';

/** A die that T1 has judged. */
export interface Presented {
  readonly uid: string;
  readonly taken: TakenUnit;
}

/** T1, after the journal has settled what it can. Errors: UID_INVALID, those of takeUnit. */
export async function presentDie(
  setup: VisitSetup,
  { chip: { uid, devId }, otp }: PlannedChip,
  isProtected: boolean,
): Promise<Presented> {
  checkUid(uid);
  const { ledger, device, line, layout, stage, scans } = setup;
  const die = { devId, uid };
  const mac = contentMacOf(ledger);
  await settle(setup, die, { isProtected });
  const read = otp && otpReader(device.bank, otp, uid);
  const taken = await ledger.transaction((tx) =>
    takeUnit(
      tx,
      setup,
      { die, read, isProtected },
      {
        mac: (scope, canonical) => ledger.mac(scope, canonical),
        ownOf: async (unit: KnownUnit) => {
          const signatures = hasSigned(setup) ? await signaturesOf(tx, unit) : [];
          const answers = storedAnswers(ledger, unit, signatures);
          return ownOf(layout, unit, { mac, open: opener(ledger, unit), answers });
        },
        isClaimLive: (claimed) => claimIsLive(ledger, tx, claimed),
        reserve: (tx) =>
          reserve(tx, {
            die,
            product: line.product,
            stage,
            ...(line.order && { order: line.order }),
            values: async (draw, key) => {
              const known = (await findUnit(tx, die))?.values ?? [];
              return newValues(
                stageSources(setup, known),
                {
                  line,
                  layout,
                  keeper: valueKeeper(ledger, key),
                  scans,
                  known,
                  drawRow: rowDraw(tx, key, rowKey(setup, known)),
                  copyOf: secretCopies(setup.recipients, line.product, key),
                  now: new Date(tx.now),
                },
                draw,
              );
            },
          }),
      },
    ),
  );
  return { uid, taken };
}
