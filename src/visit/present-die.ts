import { otpReader, type PlannedChip } from '../burn/index.js';
import { type KnownUnit, reserve } from '../ledger/index.js';
import { claimIsLive, settle } from './claims.js';
import { ownOf } from './known-values.js';
import { newValues } from './new-values.js';
import { checkUid } from './refusal.js';
import type { VisitSetup } from './setup.js';
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
  const fields = fieldsOf(setup);
  const taken = await ledger.transaction((tx) =>
    takeUnit(
      tx,
      setup,
      { die, read, isProtected },
      {
        mac: (scope, canonical) => ledger.mac(scope, canonical),
        ownOf: (unit: KnownUnit) =>
          ownOf(layout, unit, { mac, open: opener(ledger, unit), answers: () => undefined }),
        isClaimLive: (claimed) => claimIsLive(ledger, tx, claimed),
        reserve: (tx) =>
          reserve(tx, {
            die,
            product: line.product,
            stage,
            ...(line.order && { order: line.order }),
            values: (draw, key) =>
              newValues(
                fields,
                {
                  line,
                  layout,
                  keeper: valueKeeper(ledger, key),
                  scans,
                  answers: new Map(),
                  now: new Date(tx.now),
                },
                draw,
              ),
          }),
      },
    ),
  );
  return { uid, taken };
}

/** The sources of the fields that this stage writes. */
function fieldsOf({ line, layout, stage }: VisitSetup) {
  const here = new Set(
    layout.fields
      .filter(({ when }) => when === undefined || stage === '' || when === stage)
      .map(({ name }) => name),
  );
  return line.sources.filter(({ field }) => here.has(field));
}
