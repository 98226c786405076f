import type { Device } from '../../bank/index.js';
import type { Controller } from '../../controller/index.js';
import { OtpforgeError } from '../../errors/index.js';
import type { ChipFamily } from './family.js';
import { stm32c0 } from './stm32c0.js';
import { stm32f2 } from './stm32f2.js';
import { stm32f4 } from './stm32f4.js';
import { stm32f7 } from './stm32f7.js';
import { stm32g0 } from './stm32g0.js';
import { stm32g4 } from './stm32g4.js';
import { stm32h7 } from './stm32h7.js';
import { stm32l4 } from './stm32l4.js';
import { stm32l5 } from './stm32l5.js';
import { stm32u0 } from './stm32u0.js';
import { stm32u5 } from './stm32u5.js';

export type { BitsFamily, ChipFamily, OnceFamily, WordFamily } from './family.js';

const families: readonly ChipFamily[] = [
  stm32c0,
  stm32f2,
  stm32f4,
  stm32f7,
  stm32g0,
  stm32g4,
  stm32h7,
  stm32l4,
  stm32l5,
  stm32u0,
  stm32u5,
];

/** What a device is simulated as: the description of its flash interface, and the family whose chip answers. */
export interface ChipModel {
  readonly controller: Controller;
  readonly family: ChipFamily;
}

/**
 * The model of a device: the bank's own family where its controller names it, else the first family of the controller,
 * since a chip under another name would approve what its own silicon refuses. Errors: CHIP_CONTROLLER.
 */
export function modelOf(device: Device): ChipModel {
  const { controller: named, family: wanted, flashInterface } = device.bank;
  if (!flashInterface) throw notDescribed(named.name);
  const { families: names, unit } = flashInterface;
  const ordered = names.includes(wanted) ? [wanted, ...names] : names;
  const family = ordered.map(familyOf).find((each) => each !== undefined);
  if (!family) throw notModelled(named.name, names);
  if (family.rewrite !== unit.rewrite || family.unitSize !== unit.size) {
    throw otherUnit(named.name, family);
  }
  return { controller: flashInterface, family };
}

/** The family that answers in the place of a device, which is its own where the simulated chip has a model of it. */
export function simulatedFamily(device: Device): string {
  return modelOf(device).family.name;
}

function familyOf(name: string): ChipFamily | undefined {
  return families.find((family) => family.name === name);
}

const known = families.map(({ name }) => name).join(', ');
const otherWays = 'Build, export and a burn through jlink: or gdb: do without the simulated chip.';

function notDescribed(controller: string): OtpforgeError {
  return new OtpforgeError('CHIP_CONTROLLER', {
    message: `no simulated flash controller is called ${JSON.stringify(controller)}: a controller is simulated from its description, controllers/<name>.yaml`,
    remedy: `The simulated chip knows ${known}. ${otherWays}`,
    details: { controller },
  });
}

function notModelled(controller: string, names: readonly string[]): OtpforgeError {
  return new OtpforgeError('CHIP_CONTROLLER', {
    message: `the controller ${controller} is for ${names.join(', ')}, and the simulated chip has no model of that`,
    remedy: `The simulated chip knows ${known}. Where the flash interface is that of one of them, add its name to families of the controller: the chip is then simulated as that family, and each output says so. ${otherWays}`,
    details: { controller, families: names },
  });
}

function otherUnit(controller: string, { name, rewrite, unitSize }: ChipFamily): OtpforgeError {
  return new OtpforgeError('CHIP_CONTROLLER', {
    message: `the controller ${controller} has another write unit than ${name}, whose units have ${unitSize} and rewrite ${rewrite}`,
    remedy: `Correct unit, or take ${name} out of families of the controller. ${otherWays}`,
    details: { controller, family: name },
  });
}
