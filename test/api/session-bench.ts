import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type MergedImage,
  merge,
  type OpenTarget,
  openTarget,
  type RunEvent,
  type TargetOptions,
} from '../../src/index.js';
import { inFolder } from '../support/cli.js';

export const device = 'STM32F401RE';
export const confirm = async () => true;
const layoutText = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 8, pad: 0x00, unique: true }
lock: [0]
`;

export interface Bench {
  readonly folder: string;
  readonly named: (name: string) => string;
  readonly at: (chip: string, more?: Partial<TargetOptions>) => TargetOptions;
  /** A unit's image, which is in no file. */
  readonly image: (serial: string) => Promise<MergedImage>;
}

export async function onBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    const layout = named('otp.yaml');
    await writeFile(layout, layoutText);
    await work({
      folder,
      named,
      at: (chip, more) => ({ probe: `sim:${device},file=${named(`${chip}.chip`)}`, layout, ...more }),
      image: async (serial) => (await merge({ inputs: [], layout, values: { serial } })).image,
    });
  });
}

/** Does some work in a session, and closes it. */
export async function inSession<T>(
  options: TargetOptions,
  work: (target: OpenTarget) => Promise<T>,
): Promise<T> {
  const target = await openTarget(options);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}

export function phases(events: readonly RunEvent[], phase: string): number {
  return events.filter((event) => event.type === 'progress' && event.phase === phase && event.done === 1)
    .length;
}
