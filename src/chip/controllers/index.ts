import { modelOf } from '../families/index.js';
import { BitsFlash } from './bits-flash.js';
import type { ControllerContext, FlashController } from './controller.js';
import { OnceFlash } from './once-flash.js';

/** The controller of a device, in the manner of its family. Errors: CHIP_CONTROLLER. */
export function createController(chip: ControllerContext): FlashController {
  const { family, controller } = modelOf(chip.device);
  return family.rewrite === 'once'
    ? new OnceFlash(chip, { family, controller })
    : new BitsFlash(chip, { family, controller });
}
