import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../../src/api/program.js';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import type { f401 } from '../support/banks.js';

export interface Zoo {
  readonly probe: string;
  readonly layout: string;
  readonly image: string;
  readonly journal: string;
}

export interface ZooKind {
  readonly device: typeof f401;
  readonly layout: string;
  readonly unit: Readonly<Record<string, unknown>>;
  /** The unit that is burnt first, and whose supply fails; the same unless given. */
  readonly interrupted?: Readonly<Record<string, unknown>>;
  readonly fault: string;
  /** What else happened to the chip before. */
  readonly before: (chip: SimulatedChip) => void;
}

const uid = Buffer.from('3A002C001751363236393430', 'hex');

/** A simulated chip on which a run was interrupted, and the files of a unit for it. */
export async function makeZoo(folder: string, kind: ZooKind): Promise<Zoo> {
  const { device, unit, interrupted = unit, fault, before } = kind;
  const file = (name: string) => join(folder, name);
  const layout = parseLayout(kind.layout, file('otp.yaml'), device.bank);
  await writeFile(file('otp.yaml'), kind.layout);
  const imageFile = async (name: string, values: Readonly<Record<string, unknown>>) => {
    await writeFile(file(name), writeIntelHex(encodeLayout(layout, unitDataFromObject(values)).image));
    return file(name);
  };
  const chip = SimulatedChip.create(device, { uid });
  before(chip);
  await saveChip(file('unit.chip'), chip);
  const probe = `sim:${device.name},file=${file('unit.chip')}`;
  const journal = file('journal.jsonl');
  const cut = await program({
    image: await imageFile('cut.hex', interrupted),
    probe: `${probe},fault=${fault}`,
    journal,
    confirm: async () => true,
  }).then(
    ({ result }) => result,
    (error: { code?: string }) => error.code,
  );
  if (cut !== 'BURN_INTERRUPTED') throw new Error(`the run ended with ${cut}`);
  return { probe, layout: file('otp.yaml'), image: await imageFile('unit.hex', unit), journal };
}
