import {
  exampleRefusals,
  type FuseWarning,
  imageSha256,
  type PastVerdict,
  type Plan,
  type PlannedFuses,
  type PlanUnit,
  planHash,
  type Refusal,
  sha256,
} from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import { encodePartition, type Mp1Line, type Partition, type WordClaims } from '../mp1/index.js';
import { type FuseArea, lockedWords, touchedWords } from './area.js';
import { chipRefusals, unitRefusals, wordRefusals } from './refusals.js';
import { fuseUnits } from './units.js';

export interface FusePlanInput {
  readonly area: FuseArea;
  /** The lines that the chip may be of; the rules of each count. */
  readonly lines: readonly Mp1Line[];
  /** Values and locks, at the addresses of the area. */
  readonly image: SparseImage;
  /** What the chip holds; undefined: nobody has read it. */
  readonly chip: { readonly dump: Partition; readonly uid: string } | undefined;
  readonly claims: WordClaims;
  /** Words that may be locked though they are empty. */
  readonly lockEmpty: readonly number[];
  /** Values and locks in one file. */
  readonly oneFile: boolean;
  /** What is against the request itself. */
  readonly refusals?: readonly Refusal[] | undefined;
  readonly past?: PastVerdict | undefined;
}

/**
 * Computes what one file for the service will do to a chip's fuses. With both to do it has the values alone: the service
 * goes word by word, value then lock, so that a file with both locks a word that nobody has read back.
 */
export function makeFusePlan(input: FusePlanInput): Plan {
  const { area, lines, image, chip, claims, oneFile, past } = input;
  const all = fuseUnits(area, image, chip?.dump, input.lockEmpty);
  const step = stepOf(all, oneFile);
  const isLater = ({ kind, state }: PlanUnit) => step === 'values' && kind === 'lock' && state === 'burn';
  const units = all.filter((unit) => !isLater(unit));
  const later = all.filter(isLater).flatMap(({ block }) => block ?? []);
  const touched = [...new Set([...touchedWords(area, image), ...lockedWords(area, image)])];
  const body: Omit<Plan, 'hash'> = {
    device: area.fuses,
    area: {
      kind: 'fuses',
      name: area.name,
      base: area.otp.base,
      size: area.otp.size,
      writeUnit: area.otp.writeUnit,
      bits: 'set',
      rewrite: area.otp.rewrite,
    },
    medium: 'silicon',
    chip: { devId: devIdOf(lines), revId: 0, uid: chip?.uid ?? '', flashKb: 0 },
    otpSha256: chip ? sha256(encodePartition(chip.dump)) : '',
    imageSha256: imageSha256(image),
    loader: undefined,
    fuses: { step, later, ...(!chip && { blind: true }) },
    firmware: [],
    units,
    programsEqual: false,
    ...(past?.alike && { alike: past.alike }),
    ...(past?.movedFrom?.length && { movedFrom: past.movedFrom }),
    refusals: [
      ...(chip ? chipRefusals(chip.dump) : []),
      ...(input.refusals ?? []),
      ...wordRefusals(lines, touched, claims),
      ...exampleRefusals(image, 'silicon'),
      ...(past?.refusals ?? []),
      ...unitRefusals(units),
    ],
    warnings: warningsOf(step, chip === undefined),
  };
  return { ...body, hash: planHash(body, new Map()) };
}

function stepOf(units: readonly PlanUnit[], oneFile: boolean): PlannedFuses['step'] {
  const burns = (kind: PlanUnit['kind']) => units.some((unit) => unit.kind === kind && unit.state === 'burn');
  if (!burns('data')) return burns('lock') ? 'locks' : 'nothing';
  return oneFile && burns('lock') ? 'both' : 'values';
}

/** DEV_ID of SYSCFG/DBGMCU; 0 where the line is not known. */
function devIdOf([line, other]: readonly Mp1Line[]): number {
  if (line === undefined || other !== undefined) return 0;
  return { MP15: 0x500, MP13: 0x501 }[line];
}

function warningsOf(step: PlannedFuses['step'], isBlind: boolean): readonly FuseWarning[] {
  const warnings: FuseWarning[] = [];
  if (step === 'both') {
    warnings.push({
      code: 'ONE_FILE',
      message:
        'one file writes and locks: a word that is programmed wrong is locked at once, and nobody has read it back',
    });
  }
  if (isBlind) {
    warnings.push({
      code: 'BLIND',
      message:
        'nobody has read this chip: whether it is open, whose it is, what its words hold, and which are locked is not known. ' +
        'The service stops at the first error and leaves the words behind it unwritten',
    });
  }
  return warnings;
}
