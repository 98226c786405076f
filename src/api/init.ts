import { access, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BankFolders, type Device, type LoadedBank, listDevices, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { defaultInitFields, type InitFile, initFileNames, initFiles } from '../init/index.js';
import { initDevice } from './init-device.js';
import { merge } from './merge.js';
import {
  bankFolders,
  callback,
  checkOptions,
  either,
  flag,
  numbers,
  type Shape,
  text,
  texts,
} from './options/index.js';
import { program } from './program.js';

export interface InitOptions {
  /** Device name; may be left out where the probe names the chip or can find it out. */
  readonly device?: string;
  /** For otpforge.yaml; a simulated chip in board1.chip unless given. */
  readonly probe?: string;
  /** Names of fields; `serial`, `mac` and `crc` unless given. */
  readonly fields?: readonly string[];
  /** Lock these blocks, or with `true` each that holds a field; none unless given. */
  readonly lock?: boolean | readonly number[];
  /** Where the files go; the working folder unless given. */
  readonly folder?: string;
  readonly banks?: BankFolders;
  /** Hears which chip the probe has found. */
  readonly note?: (text: string) => void;
}

export interface InitDocument {
  readonly format: 'otpforge.init/1';
  readonly device: string;
  readonly bank: string;
  readonly files: readonly string[];
  /** How the first row went on a simulated chip: the verdict on its unit. */
  readonly rehearsal: string;
}

const shape: Shape<InitOptions> = {
  device: text,
  probe: text,
  fields: texts,
  lock: either(flag, numbers),
  folder: text,
  banks: bankFolders,
  note: callback(),
};

/**
 * Writes otpforge.yaml, otp.yaml and units.csv, after a rehearsal of the first row on a simulated chip. Either all of them are
 * written or none. Errors: DEVICE_*, PROBE_*, USAGE, FILE_EXISTS, FILE_WRITE_FAILED.
 */
export async function init(options: InitOptions): Promise<InitDocument> {
  checkOptions('init', options, shape);
  await refuseExisting(options.folder);
  return initFor(await initDevice(options), options);
}

/** The same for a chip that is found already. */
export async function initFor(device: Device, options: InitOptions): Promise<InitDocument> {
  const alike = devicesLike(device, await loadBanks(options.banks));
  const simulated = alike[0]?.name ?? device.name;
  const files = initFiles({
    device,
    alike,
    fields: options.fields ?? defaultInitFields,
    lock: options.lock ?? false,
    probe: options.probe ?? `sim:${device.name},file=board1.chip`,
  });
  const scratch = await mkdtemp(join(tmpdir(), 'otpforge-init-'));
  let rehearsal: string;
  try {
    await writeNew(scratch, files);
    rehearsal = await rehearse(scratch, simulated, options.banks);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await writeNew(options.folder ?? '.', files);
  return {
    format: 'otpforge.init/1',
    device: device.name,
    bank: device.bank.name,
    files: files.map(({ name }) => name),
    rehearsal,
  };
}

/** Refuses a folder that has one of the files, before a chip is read or anything is asked. Errors: FILE_EXISTS. */
export async function refuseExisting(folder = '.'): Promise<void> {
  for (const name of initFileNames) {
    const isThere = await access(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isThere) throw existsError(name);
  }
}

// A name with an x in it stands for several packages.
function devicesLike(device: Device, banks: readonly LoadedBank[]): readonly Device[] {
  const all = listDevices(banks);
  const named = all.filter(({ name }) => name === device.name);
  if (named.length > 0) return named;
  return all.filter(
    ({ bank, line, flashKb }) =>
      bank.name === device.bank.name && line.name === device.line.name && flashKb === device.flashKb,
  );
}

async function rehearse(folder: string, device: string, banks: BankFolders | undefined): Promise<string> {
  const [layout, file, output] = ['otp.yaml', 'units.csv', 'unit.hex'].map((name) => join(folder, name));
  const common = { layout: layout ?? '', device, ...(banks && { banks }) };
  await merge({ ...common, inputs: [], csv: { file: file ?? '', row: 1 }, output: output ?? '' });
  const { unit } = await program({
    ...common,
    image: output ?? '',
    probe: `sim:${device}`,
    confirm: async () => true,
  });
  return unit?.text ?? '';
}

/** Never over a file that is there, and never some of them alone. */
async function writeNew(folder: string, files: readonly InitFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { name, content } of files) {
      const path = join(folder, name);
      const handle = await open(path, 'wx');
      written.push(path);
      await handle.writeFile(content).finally(() => handle.close());
    }
  } catch (cause) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw writeError(files[written.length]?.name ?? '', cause);
  }
}

function writeError(name: string, cause: unknown): OtpforgeError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return existsError(name, cause);
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: `${name}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Check that the folder exists, is writable and has room.',
    details: { file: name },
    cause,
  });
}

function existsError(name: string, cause?: unknown): OtpforgeError {
  return new OtpforgeError('FILE_EXISTS', {
    message: `${name} exists already; nothing was written`,
    remedy: 'Run otpforge init in an empty folder, or move that file away.',
    details: { file: name },
    cause,
  });
}
