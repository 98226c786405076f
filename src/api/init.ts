import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { defaultInitFields, type InitFile, initFiles } from '../init/index.js';
import { parseProbeUri, trustedOptions } from '../probe/index.js';
import { merge } from './merge.js';
import { bankFolders, checkOptions, flag, need, type Shape, text, texts } from './options/index.js';
import { program } from './program.js';

export interface InitOptions {
  /** Device name. */
  readonly device: string;
  /** For otpforge.yaml; a simulated chip in board1.chip unless given. */
  readonly probe?: string;
  /** Names of fields; `serial`, `mac` and `crc` unless given. */
  readonly fields?: readonly string[];
  /** Lock the blocks that hold the fields. */
  readonly lock?: boolean;
  /** Where the files go; the working folder unless given. */
  readonly folder?: string;
  readonly banks?: BankFolders;
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
  device: need(text),
  probe: text,
  fields: texts,
  lock: flag,
  folder: text,
  banks: bankFolders,
};

/**
 * Writes otpforge.yaml, otp.yaml and units.csv, after a rehearsal of the first row on a simulated chip. Either all of them are
 * written or none. Errors: DEVICE_UNKNOWN, PROBE_URI, USAGE, FILE_EXISTS, FILE_WRITE_FAILED.
 */
export async function init(options: InitOptions): Promise<InitDocument> {
  checkOptions('init', options, shape);
  const device = findDevice(options.device, await loadBanks(options.banks));
  if (options.probe !== undefined) checkProbe(options.probe);
  const files = initFiles({
    device,
    fields: options.fields ?? defaultInitFields,
    lock: options.lock ?? false,
    probe: options.probe ?? `sim:${device.name},file=board1.chip`,
  });
  const scratch = await mkdtemp(join(tmpdir(), 'otpforge-init-'));
  let rehearsal: string;
  try {
    await writeNew(scratch, files);
    rehearsal = await rehearse(scratch, device.name, options.banks);
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

/** Refuses a probe that decides which code runs: every command would refuse it in a project's file. */
function checkProbe(probe: string): void {
  parseProbeUri(probe);
  const [option] = trustedOptions(probe);
  if (!option) return;
  const what = option.key === undefined ? `${option.scheme}:` : `${option.key}=`;
  throw new OtpforgeError('USAGE', {
    message: `${what} cannot be in the otpforge.yaml of a project: it decides which code runs on this machine`,
    remedy: 'Give it on the command line, or in your own configuration: otpforge docs project-file.',
  });
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
  if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
    return new OtpforgeError('FILE_EXISTS', {
      message: `${name} exists already; nothing was written`,
      remedy: 'Run otpforge init in an empty folder, or move that file away.',
      details: { file: name },
      cause,
    });
  }
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: `${name}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Check that the folder exists, is writable and has room.',
    details: { file: name },
    cause,
  });
}
