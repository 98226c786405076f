import type { Device } from '../bank/index.js';
import type { Plan } from '../burn/index.js';
import { planChip } from '../burn/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import { type Keeper, redactPlan, type Secrets, stateKey } from '../secrets/index.js';
import { readUnitImage, type TargetOptions, withTarget } from './target.js';

export interface ImageOptions {
  /** Intel HEX, ELF, or raw binary with `address`. */
  readonly image: string;
  /** Where a raw binary begins. */
  readonly address?: number;
  /** Byte for the rest of a write unit that the image holds in part. */
  readonly fill?: number;
  /** Blocks that may be locked though nothing is written in them. */
  readonly lockEmpty?: readonly number[];
}

export type PlanOptions = TargetOptions & ImageOptions;

/** Reads a chip and tells what programming an image would do to it. Writes nothing. */
export function plan(options: PlanOptions): Promise<Plan> {
  return withTarget(options, {
    inputs: [options.image],
    read: async (target) => ({ unit: await readUnit(options, target), keeper: await keeperOf(target) }),
    run: async ({ probe, device }, { unit, keeper }) => {
      const { plan: whole } = await planChip({ probe, device, ...unit });
      return keeper ? redactPlan(whole, keeper) : whole;
    },
  });
}

/** The image and the loader that a plan or a burn needs. */
export async function readUnit(options: ImageOptions, { device }: { readonly device: Device }) {
  const image = await readUnitImage(options.image, device, options);
  return { image, loader: await loadBuiltLoader(device.bank), lockEmpty: options.lockEmpty };
}

/** What shows a plan without its secrets; undefined when there are none. Errors: STATE_FOLDER. */
export async function keeperOf({
  secrets,
}: {
  readonly secrets: Secrets | undefined;
}): Promise<Keeper | undefined> {
  return secrets && { secrets, key: await stateKey() };
}
