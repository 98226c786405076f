import { areaOf, type InFlight, inFlightOn, type OtpContents, readChipOtp } from '../burn/index.js';
import { interruptedRuns } from '../journal/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import { chipView, type MapDocument, type MapInput, unreadableView } from '../map/index.js';
import { historyOf } from './history.js';
import type { Hearing } from './listener.js';
import type { MapCall } from './map.js';
import { drawn, shownContents } from './map-contents.js';
import { namedJournal } from './named-journal.js';
import { type PlanInputs, planTarget, readPlanInputs } from './plan.js';
import { namedFile, type Target, type TargetOptions, type TargetWork } from './target.js';
import { imageFile, nameOf } from './unit-image.js';

type ChipOptions = MapCall & TargetOptions & Hearing;

/** The map of a chip, and what a plan would change where there is an image. */
export function mapWork(options: ChipOptions): TargetWork<PlanInputs | undefined, MapDocument> {
  const { image, journal, svg } = options;
  return {
    files: [
      ...(image === undefined ? [] : imageFile(image)),
      ...namedJournal(journal),
      ...namedFile('the picture', svg, true),
    ],
    read: async (target) => (image === undefined ? undefined : readPlanInputs({ ...options, image }, target)),
    run: async (target, inputs) => {
      const found = inputs ? await planned(options, target, inputs) : await looked(options, target);
      return drawn({ ...head(options, target), ...found }, svg);
    },
  };
}

type Found = Pick<MapDocument, 'result' | 'probe' | 'chip' | 'values' | 'refusals' | 'warnings'> &
  ReturnType<typeof contentsOf>;

/** What a plan found: it judges, and the map shows it. */
async function planned(options: ChipOptions, target: Target, inputs: PlanInputs): Promise<Found> {
  const { planned, document } = await planTarget(options, target, inputs);
  const { otp, inFlight, chip } = planned;
  return {
    result: document.refusals.length > 0 ? 'refused' : 'done',
    probe: chip.probe,
    chip: document.chip,
    ...contentsOf(target, otp, inFlight, chip.uid, document.units),
    values: document.values,
    refusals: document.refusals,
    warnings: document.warnings,
  };
}

/** The chip as it is. */
async function looked({ journal, onEvent }: ChipOptions, target: Target): Promise<Found> {
  const { probe, device } = target;
  const { bytes, ecc, ...contents } = await readChipOtp(probe, device, onEvent);
  const isRefused = contents.refusals.length > 0;
  const cutOffRuns = historyOf(
    probe,
    journal === undefined ? undefined : (uid) => interruptedRuns(journal, uid),
  );
  const loader = () => loadBuiltLoader(device.bank);
  const inFlight = isRefused
    ? undefined
    : await inFlightOn({ probe, device, cutOffRuns, loader }, contents.chip.uid);
  return {
    result: isRefused ? 'refused' : 'done',
    ...contents,
    ...contentsOf(target, isRefused ? undefined : { bytes, ecc }, inFlight, contents.chip.uid),
    values: [],
    warnings: [],
  };
}

function head({ image, journal }: ChipOptions, { medium, device }: Target) {
  return {
    format: 'otpforge.map/1',
    source: 'chip',
    files: image === undefined ? [] : [nameOf(image)],
    area: areaOf(device.bank),
    device: device.name,
    medium,
    // A replayed trace answers what a journal said.
    journal: journal !== undefined || medium === 'replayed',
  } as const;
}

/** Cells, locks and fields of what was read; `otp` is undefined where nothing may be read. */
function contentsOf(
  { device: { bank }, layout, secrets }: Pick<Target, 'device' | 'layout' | 'secrets'>,
  otp: Pick<OtpContents, 'bytes' | 'ecc'> | undefined,
  inFlight: InFlight | undefined,
  uid: string,
  units?: MapInput['units'],
) {
  const view = otp ? chipView(bank, otp, inFlight, uid) : unreadableView;
  return shownContents({ bank, view, layout, secrets, units });
}
