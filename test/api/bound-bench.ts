import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { merge, type ProgramOptions, plan, program } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

export const device = 'STM32F401RE';
export const recomputed = [
  '  digest: { offset: 16, type: hash, algorithm: sha1, bytes: 8, over: ["@uid", serial] }',
  '  die: { offset: 32, type: uid }',
];
export const signed = [
  '  proof: { offset: 48, type: computed, length: 20, by: line, over: ["@uid", serial] }',
];
export const layoutText = (more: readonly string[]) =>
  [
    'format: otpforge.layout/2',
    'bank: stm32f4-otp',
    'fields:',
    '  serial: { offset: 0, type: ascii, length: 8, pad: 0x00 }',
    ...more,
    '',
  ].join('\n');

export const signers = { line: (input: Uint8Array) => createHash('sha1').update(input).digest() };

/** Two chips that hold the same and are two dies, and a layout whose fields depend on the die. */
export async function onBench(
  more: readonly string[],
  work: (bench: {
    readonly named: (name: string) => string;
    readonly uids: readonly [string, string];
    readonly bound: (uid?: string, name?: string) => Promise<string>;
    readonly burn: (
      image: ProgramOptions['image'],
      chip: string,
      layout?: boolean,
    ) => ReturnType<typeof program>;
    readonly planned: (
      image: ProgramOptions['image'],
      chip: string,
      layout?: boolean,
    ) => ReturnType<typeof plan>;
    readonly target: (chip: string, layout?: boolean) => { probe: string; layout?: string };
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), layoutText(more));
    await writeFile(named('plain.yaml'), layoutText([]));
    const target = (chip: string, layout = true) => ({
      probe: `sim:${device},file=${named(`${chip}.chip`)}`,
      ...(layout && { layout: named('otp.yaml') }),
    });
    await merge({
      inputs: [],
      layout: named('plain.yaml'),
      set: ['serial=SN-0000'],
      output: named('any.hex'),
    });
    // A plan makes the chip's file.
    const uidOf = async (chip: string) =>
      (await plan({ ...target(chip, false), image: named('any.hex') })).chip.uid;
    const uids = [await uidOf('a'), await uidOf('b')] as const;
    expect(uids[0]).not.toBe(uids[1]);
    await work({
      named,
      uids,
      target,
      bound: async (uid = uids[0], name = 'unit.hex') => {
        const output = named(name);
        await merge({ inputs: [], layout: named('otp.yaml'), set: ['serial=SN-0042'], uid, signers, output });
        return output;
      },
      burn: (image, chip, layout) => program({ ...target(chip, layout), image, confirm: async () => true }),
      planned: (image, chip, layout) => plan({ ...target(chip, layout), image }),
    });
  });
}

export const codesOf = ({ refusals }: { readonly refusals: readonly { readonly code: string }[] }) =>
  refusals.map(({ code }) => code);
