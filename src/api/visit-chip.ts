import { type BurnRequest, inFlightOn, planChip, type ReportDocument, readUid } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { mergeImages, SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import { stateKey } from '../secrets/index.js';
import type { VisitBurn, VisitedChip } from '../visit/index.js';
import { keeperOf } from './plan.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { type BurnOptions, burnUnit } from './program.js';
import type { Target } from './target.js';
import { unitJudge } from './unit-judge.js';
import { UnitPast } from './unit-past.js';

export interface ChipOfVisit {
  readonly target: Target;
  readonly loader: LoaderElf;
  readonly firmware: SparseImage | undefined;
  /** How a burn is confirmed, rehearsed and recorded. */
  readonly options: BurnOptions & { readonly journal: string };
}

/** The chip behind an open probe, as a visit uses it. */
export function visitedChip({ target, loader, firmware, options }: ChipOfVisit): VisitedChip {
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
      return { found, refusals: found.plan.refusals };
    },
    inFlight: async (runs) =>
      inFlightOn({ probe, device, cutOffRuns: async () => runs, loader: async () => loader }, ''),
    burn: (burn) => burnVisit({ target, loader, firmware, options }, request, burn),
  };
}

async function burnVisit(
  { target, firmware, options }: ChipOfVisit,
  request: Omit<BurnRequest, 'image'>,
  { run, journal, otp, inFlight, onClaim, uid }: VisitBurn,
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
  const unit = unitJudge({ device, image, layout, secrets, firmwareOnly: otp === undefined });
  const full = { ...request, image, unit, inFlight, past: past.judge };
  const visit = {
    ...{ run, journal },
    onClaim: (planned: Parameters<VisitBurn['onClaim']>[0]) =>
      onClaim(planned, { image: planned.plan.imageSha256, plan: view.hash(planned.plan) }),
    onBurnt: async () => {
      const now = await readUid(probe, device);
      if (now !== uid) throw dieChanged(uid, now);
    },
  };
  return burnUnit(full, { ...options, visit }, { keeper, view, past, onAbandoned });
}

function dieChanged(uid: string, now: string): OtpforgeError {
  return new OtpforgeError('DIE_CHANGED', {
    message: `the chip's unique ID was ${uid} when the burn began and is ${now} after it: boards were changed meanwhile`,
    remedy: 'Set both boards aside. Read each with otpforge read: the burn may be in either.',
    details: { planned: uid, found: now },
  });
}
