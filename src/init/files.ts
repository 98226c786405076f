import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { chosenFields } from './choose.js';
import { layoutText } from './layout-text.js';

export interface InitChoice {
  readonly device: Device;
  /** Names of initFields, and `crc`. */
  readonly fields: readonly string[];
  /** Lock the blocks that hold the fields. */
  readonly lock: boolean;
  /** For otpforge.yaml. */
  readonly probe: string;
}

export interface InitFile {
  readonly name: 'otpforge.yaml' | 'otp.yaml' | 'units.csv';
  readonly content: string;
}

/** The files that a project begins with. Errors: USAGE for a choice that the bank cannot hold. */
export function initFiles(choice: InitChoice): readonly InitFile[] {
  const { device, lock, probe } = choice;
  if (lock && !device.bank.otp.locks) {
    throw new OtpforgeError('USAGE', {
      message: `the OTP of ${device.name} has no locks`,
      remedy: 'Leave --lock out.',
    });
  }
  const { fields, crc } = chosenFields(choice.fields);
  const rows = [1, 2].map((row) => fields.map(({ example }) => example?.(row) ?? ''));
  const csv = [fields.map(({ name }) => name), ...rows].map((cells) => `${cells.join(',')}\n`);
  return [
    { name: 'otpforge.yaml', content: configText(device, probe) },
    { name: 'otp.yaml', content: layoutText(device, fields, { crc, lock }) },
    { name: 'units.csv', content: csv.join('') },
  ];
}

function configText({ name }: Device, probe: string): string {
  return `format: otpforge.config/1
layout: otp.yaml
device: ${name}
# A simulated chip is "sim:${name},file=board1.chip". A real one needs "stlink:", "jlink:" or "gdb:localhost:3333".
probe: ${JSON.stringify(probe)}
`;
}
