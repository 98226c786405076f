import {
  type BurnRequest,
  inFlightOn,
  type PlannedChip,
  planChip,
  type ReportDocument,
  readDie,
  readUid,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { mergeImages, SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { Connection } from '../probe/index.js';
import type { Keeper } from '../redaction/index.js';
import { saltedImageHash, stateKey } from '../secrets/index.js';
import { dieChanged, type VisitBurn, type VisitedChip } from '../visit/index.js';
import { keeperOf } from './plan.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { type BurnOptions, burnUnit } from './program.js';
import type { Target } from './target.js';
import { unitJudge } from './unit-judge.js';
import { UnitPast } from './unit-past.js';
import { visitBinding } from './visit-binding.js';
import { visitSessions } from './visit-sessions.js';

export interface ChipOfVisit {
  readonly target: Target;
  /** That of the target. */
  readonly connection: Connection;
  readonly loader: LoaderElf;
  readonly firmware: SparseImage | undefined;
  /** How a burn is confirmed, rehearsed and recorded. */
  readonly options: BurnOptions & { readonly journal: string };
}

/** The chip behind an open probe, as a visit uses it. */
export function visitedChip(visited: ChipOfVisit): VisitedChip {
  const { target, firmware, loader, options } = visited;
  const { probe, device, medium } = target;
  const request: Pick<BurnRequest, 'probe' | 'device' | 'medium' | 'loader' | 'onProgress'> = {
    probe,
    device,
    medium,
    loader,
    onProgress: options.onEvent,
  };
  return {
    async look() {
      const image = firmware ?? SparseImage.fromChunks([]);
      const found = await planChip({ ...request, image });
      const { uid } = found.chip;
      const again = uid === '' ? undefined : await readDie(probe, device);
      return { found, refusals: found.plan.refusals, again };
    },
    inFlight: async (runs) =>
      inFlightOn({ probe, device, cutOffRuns: async () => runs, loader: async () => loader }, ''),
    burn: (burn) => burnVisit(visited, request, burn),
    ...visitSessions({ ...visited, leaveHalted: options.leaveHalted }),
  };
}

async function burnVisit(
  { target, firmware, options }: ChipOfVisit,
  request: Omit<BurnRequest, 'image'>,
  { run, journal, otp, inFlight, onUnitsBurnt, onClaim, uid }: VisitBurn,
): Promise<ReportDocument> {
  const { medium, device, layout, secrets, onAbandoned, probe } = target;
  const image = mergeImages([firmware, otp].filter((part) => part !== undefined));
  const keeper = await keeperOf(target);
  const values = planValues(image, layout, secrets);
  const view = new PlanView(keeper, values, options.journalNote, layout);
  const past = new UnitPast(
    { ...options, ledger: true },
    { medium, device, layout, image, key: await stateKey() },
  );
  const binding = visitBinding(layout, image, uid);
  const unit = unitJudge({ device, image, layout, secrets, binding, firmwareOnly: otp === undefined });
  const full = { ...request, image, unit, inFlight, past: past.judge, onUnitsBurnt };
  const visit = {
    ...{ run, journal },
    onClaim: async (planned: Parameters<VisitBurn['onClaim']>[0]) => {
      // The values are those of the die that was looked at.
      if (planned.chip.uid !== uid) throw otherChip(uid, planned.chip.uid);
      await onClaim(planned, { image: imageHash(planned, keeper), plan: view.hash(planned.plan) });
    },
    onBurnt: async () => {
      const now = await readUid(probe, device);
      if (now !== uid) throw dieChanged(uid, now);
    },
  };
  return burnUnit(full, { ...options, visit }, { keeper, view, past, onAbandoned });
}

/** Nobody can try values against it where the image holds secrets. */
function imageHash({ plan: { imageSha256 } }: PlannedChip, keeper: Keeper | undefined): string {
  if (!keeper) return imageSha256;
  const { salt, hmacSha256 } = saltedImageHash(imageSha256, keeper.key);
  return `${salt}:${hmacSha256}`;
}

function otherChip(uid: string, now: string): OtpforgeError {
  return new OtpforgeError('CHIP_CHANGED', {
    message: `the chip's unique ID was ${uid} when its values were given out and is ${now} now: another board is connected, and nothing was written`,
    remedy: 'Present one board at a time, and this one again: each die keeps its values.',
    details: { planned: uid, found: now },
  });
}
