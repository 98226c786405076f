import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { chosenFields } from './choose.js';
import { fieldBlocks, layoutText } from './layout-text.js';

export interface InitChoice {
  readonly device: Device;
  /** The devices that it may be: a probe cannot see the package. */
  readonly alike: readonly Device[];
  /** Names of initFields, and `crc`. */
  readonly fields: readonly string[];
  /** Lock these blocks, or each that holds a field. */
  readonly lock: boolean | readonly number[];
  /** For otpforge.yaml. */
  readonly probe: string;
}

export const initFileNames = ['otpforge.yaml', 'otp.yaml', 'units.csv'] as const;

export interface InitFile {
  readonly name: (typeof initFileNames)[number];
  readonly content: string;
}

/** The files that a project begins with. Errors: USAGE for a choice that the bank cannot hold. */
export function initFiles(choice: InitChoice): readonly InitFile[] {
  const { device, alike, probe } = choice;
  const { fields, crc } = chosenFields(choice.fields);
  const lock = blocksToLock(device, choice.lock, fieldBlocks(device, fields, crc));
  const rows = [1, 2].map((row) => fields.map(({ example }) => example?.(row) ?? ''));
  const csv = [fields.map(({ name }) => name), ...rows].map((cells) => `${cells.join(',')}\n`);
  return [
    { name: 'otpforge.yaml', content: configText(device, alike, probe) },
    { name: 'otp.yaml', content: layoutText(device, fields, { crc, lock }) },
    { name: 'units.csv', content: csv.join('') },
  ];
}

/** The blocks that can be locked, for a choice of fields. Errors: USAGE. */
export function lockableBlocks(device: Device, names: readonly string[]): readonly number[] {
  const { fields, crc } = chosenFields(names);
  return fieldBlocks(device, fields, crc);
}

function blocksToLock(
  { name, bank }: Device,
  lock: boolean | readonly number[],
  blocks: readonly number[],
): readonly number[] {
  if (lock === false || (lock !== true && lock.length === 0)) return [];
  if (!bank.otp.locks) {
    throw new OtpforgeError('USAGE', {
      message: `the OTP of ${name} has no locks`,
      remedy: 'Leave --lock out.',
    });
  }
  if (lock === true) return blocks;
  const empty = lock.find((block) => !blocks.includes(block));
  if (empty === undefined) return blocks.filter((block) => lock.includes(block));
  throw new OtpforgeError('USAGE', {
    message: `block ${empty} holds no field, so init does not lock it`,
    remedy: `The fields are in block ${blocks.join(', ')}. A layout may lock other blocks too: otpforge docs layout#locks.`,
  });
}

function configText({ name }: Device, alike: readonly Device[], probe: string): string {
  const names = alike.map((device) => device.name);
  const device = names.includes(name)
    ? [`device: ${name}`]
    : [
        `# The probe finds out the chip. To have it checked, name yours: ${names.join(', ')}.`,
        `# device: ${names[0]}`,
      ];
  return [
    'format: otpforge.config/1',
    'layout: otp.yaml',
    ...device,
    `# A simulated chip is "sim:${names[0]},file=board1.chip". A real one needs "stlink:", "jlink:" or "gdb:localhost:3333".`,
    `probe: ${JSON.stringify(probe)}`,
    '',
  ].join('\n');
}
