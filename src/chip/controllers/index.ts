import { modelOf } from '../families/index.js';
import { BitsFlash } from './bits-flash.js';
import type { ControllerContext, FlashController } from './controller.js';
import { OnceFlash } from './once-flash.js';
import { WordFlash } from './word-flash.js';

/** The controller of a device, in the manner of its family. Errors: CHIP_CONTROLLER. */
export function createController(chip: ControllerContext): FlashController {
  const { family, controller } = modelOf(chip.device);
  switch (family.unitSize) {
    case 1:
      return new BitsFlash(chip, { family, controller });
    case 8:
    case 16:
      return new OnceFlash(chip, { family, controller });
    default:
      return new WordFlash(chip, { family });
  }
}
