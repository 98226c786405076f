import type { ImageOptions, PlanOptions } from '../api/plan.js';
import type { TargetOptions } from '../api/target.js';
import type { ProbeUri } from '../probe/index.js';
import { needed } from './config.js';
import type { ImageFlags, TargetFlags } from './options.js';
import { keepConfig, type Resolved } from './resolve.js';

/** The options of a command that brings an image to a chip. */
export async function imageTarget(
  image: string,
  command: Resolved<TargetFlags & ImageFlags>,
): Promise<PlanOptions & ProbeTarget> {
  return { ...(await probeTarget(command)), image, ...imageFlags(command) };
}

/** How an image is read, as the flags say. */
export function imageFlags(command: Resolved<ImageFlags>): Omit<ImageOptions, 'image'> {
  const { address, raw, fill, lockEmpty, firmwareOnly } = command;
  return {
    ...(address !== undefined && { address }),
    ...(raw !== undefined && { raw }),
    ...(fill !== undefined && { fill }),
    ...(lockEmpty && { lockEmpty }),
    ...(firmwareOnly && { firmwareOnly }),
  };
}

/** The options of a command that reaches a chip. */
export async function probeTarget(command: Resolved<TargetFlags>): Promise<ProbeTarget> {
  const { probe, device, banks, trace, layout } = command;
  await keepConfig(command, 'the trace', trace);
  return {
    probe: needed(probe, '--probe', '--probe sim:STM32F401RE,file=unit1.chip'),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    ...(trace !== undefined && { trace }),
    ...(layout !== undefined && { layout }),
  };
}

type ProbeTarget = TargetOptions & { readonly probe: ProbeUri };
