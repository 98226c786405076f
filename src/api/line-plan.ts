import type { BankFolders } from '../bank/index.js';
import { type PlanDocument, planChip, readUid } from '../burn/index.js';
import { mergeImages, readImageFile, SparseImage } from '../image/index.js';
import { encodeLayout, expectedBlank, type Layout, type UnitData } from '../layout/index.js';
import type { Line } from '../line/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import { uidBytes } from '../target/index.js';
import { keeperOf } from './plan.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { namedFile, type TargetWork, withTarget } from './target.js';
import { unitJudge } from './unit-judge.js';

/**
 * What the first unit of a line would burn into a blank simulated chip, all its stages at once. Signers are not asked: their
 * fields get a sample. Errors: those of the firmware's file, and of `plan`.
 */
export function linePlan(line: Line, data: UnitData, banks: BankFolders | undefined): Promise<PlanDocument> {
  const { device, layout, firmware } = line;
  const work: TargetWork<SparseImage | undefined, PlanDocument> = {
    files: namedFile('the firmware', firmware),
    read: async () => (firmware === undefined ? undefined : readImageFile(firmware)),
    run: async ({ probe, medium, device: chip, layout: read, secrets }, application) => {
      if (!read) throw new Error(`${line.file} has no layout`);
      const uid = await readUid(probe, chip);
      const otp = otpImage(read, data, uid);
      const image = application ? mergeImages([application, otp]) : otp;
      const binding = { from: line.file, uid, isChanged: false };
      const { plan } = await planChip({
        ...{ probe, medium, device: chip, image },
        loader: await loadBuiltLoader(chip.bank),
        unit: unitJudge({ device: chip, image, layout: read, secrets, binding }),
      });
      const keeper = await keeperOf({ secrets });
      return new PlanView(keeper, planValues(image, read, secrets), undefined, read).document(plan);
    },
  };
  return withTarget({ probe: `sim:${device}`, device, layout, ...(banks && { banks }) }, work);
}

function otpImage(layout: Layout, data: UnitData, uid: string): SparseImage {
  const bytes = uidBytes(uid);
  const { image } = encodeLayout(layout, data, {
    ...(bytes && { uid: bytes }),
    signed: ({ length }) => new Uint8Array(length).fill(0x5a),
  });
  return mergeImages([image, SparseImage.fromChunks(expectedBlank(layout, image))]);
}
