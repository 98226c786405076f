import { OtpforgeError } from '../../errors/index.js';
import type { ControllerContext, FlashController } from './controller.js';
import { Stm32f4Flash } from './stm32f4-flash.js';
import { Stm32l4Flash } from './stm32l4-flash.js';

/** Simulated controllers by the name that a bank gives its own. */
const controllers: Readonly<Record<string, new (chip: ControllerContext) => FlashController>> = {
  stm32f4: Stm32f4Flash,
  stm32l4: Stm32l4Flash,
};

/** Errors: CHIP_CONTROLLER when no model is there for the bank's controller. */
export function createController(chip: ControllerContext): FlashController {
  const { name } = chip.device.bank.controller;
  const Controller = Object.hasOwn(controllers, name) ? controllers[name] : undefined;
  if (Controller) return new Controller(chip);
  throw new OtpforgeError('CHIP_CONTROLLER', {
    message: `no simulated flash controller is called ${JSON.stringify(name)}`,
    remedy: `The simulated chip knows ${Object.keys(controllers).join(' and ')}. Build, export and a burn through jlink: or gdb: do without it.`,
    details: { controller: name },
  });
}
