import type { PlanOptions } from '../api/plan.js';
import { keepConfig, needed, withConfig } from './config.js';
import type { ImageFlags, TargetFlags } from './options.js';
import { withProbeFlags } from './probe-flags.js';

/** The options of a command that brings an image to a chip, from flags and config. */
export async function imageTarget(image: string, flags: TargetFlags & ImageFlags): Promise<PlanOptions> {
  const { fill, ...target } = await withConfig(flags);
  return {
    ...(await probeTarget(target)),
    image,
    ...(flags.address !== undefined && { address: flags.address }),
    ...(fill !== undefined && { fill }),
    ...(flags.lockEmpty && { lockEmpty: flags.lockEmpty }),
  };
}

/** The options of a command that reaches a chip, from flags and config. */
export async function probeTarget(flags: TargetFlags): Promise<Omit<PlanOptions, 'image'>> {
  const { probe, device, banks, trace, layout } = await withConfig(flags);
  await keepConfig(flags, 'the trace', trace);
  return {
    probe: withProbeFlags(needed(probe, '--probe', '--probe sim:STM32F401RE,file=unit1.chip'), flags),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    ...(trace !== undefined && { trace }),
    ...(layout !== undefined && { layout }),
  };
}
