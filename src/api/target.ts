import { type BankFolders, type Device, findDevice, type LoadedBank, loadBanks } from '../bank/index.js';
import { findChipDevice, inPhase } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type NamedFile, refuseSameFile } from '../files/same-file.js';
import type { Layout } from '../layout/index.js';
import {
  Connection,
  kindOf,
  type Medium,
  openProbe,
  type Probe,
  type ProbeUri,
  parseProbeUri,
  probeFiles,
} from '../probe/index.js';
import { redactError, type Secrets, secretsOf } from '../secrets/index.js';
import type { OnEvent } from './listener.js';
import {
  bankFolders,
  callback,
  either,
  type Kind,
  kind,
  need,
  object,
  type Shape,
  shaped,
  text,
} from './options/index.js';

/** What every command that reaches a chip takes. */
export interface TargetOptions {
  /** `sim:<device>[,file=…]`, `jlink:[<serial>][,…]`, `stlink:[<serial>]`, `cmsis-dap:[<serial>]`, `openocd:<file.cfg>[,…]`,
   * `pyocd:[<serial>]`, `gdb:<host>:<port>` or `replay:<file>`, or such a URI parsed. */
  readonly probe: string | ProbeUri;
  /** Device name; may be left out where the probe URI names it, or the probe finds it out. */
  readonly device?: string;
  readonly banks?: BankFolders;
  /** File that records every probe call. */
  readonly trace?: string;
  /** The layout of the serial data. No byte of a field that it marks secret gets into documents, errors or traces. */
  readonly layout?: string;
  /** Hears of what is worth knowing and changes nothing. */
  readonly note?: (text: string) => void;
  /** Hears how far the call is, its notes too. */
  readonly onEvent?: OnEvent;
}

export const probeUri: Kind<ProbeUri> = shaped<ProbeUri>({
  scheme: need(kind('a kind of probe', (value) => typeof value === 'string')),
  target: need(text),
  options: need(object('an object of texts')),
});

export const targetShape: Shape<TargetOptions> = {
  probe: need(either(text, probeUri)),
  device: text,
  banks: bankFolders,
  trace: text,
  layout: text,
  note: callback(),
  onEvent: callback(),
};

export interface Target {
  readonly probe: Probe;
  readonly medium: Medium;
  readonly device: Device;
  readonly banks: readonly LoadedBank[];
  readonly layout: Layout | undefined;
  /** What the layout wants kept; undefined when nothing. */
  readonly secrets: Secrets | undefined;
  /** Hears of work that was given up and may still use the probe. */
  readonly onAbandoned?: (run: Promise<unknown>) => void;
  /** What the probe can be let go of and opened again by, for work that asks for it. */
  readonly connection?: Connection;
}

export interface TargetWork<Inputs, Result> {
  /** What the work reads and writes beside layout, trace and the probe's own files. */
  readonly files: readonly NamedFile[];
  /** Reads them, before the probe is opened for the work: a bad file leaves the chip as it is. */
  read(target: ReadyTarget): Promise<Inputs>;
  run(target: Target, inputs: Inputs): Promise<Result>;
  /** A simulated chip whose file is not there is made; else that is an error, since there is nothing to read. */
  readonly makesChip?: true;
  /** The work opens the probe more than once; a trace has the calls of the first session. */
  readonly reopens?: true;
  /** Hears of a probe that cannot be closed when the work is done; without it that is the error of the whole. */
  closeFailed?(error: unknown): void;
}

/** Reads the inputs, opens the probe, hands both to some work, and closes the probe whatever happens. */
export async function withTarget<Inputs, Result>(
  options: TargetOptions,
  work: TargetWork<Inputs, Result>,
): Promise<Result> {
  const ready = await prepare(options, work.files);
  return withReady(options, ready, await work.read(ready), work);
}

/** The same with inputs that were read before. */
export async function withReady<Inputs, Result>(
  options: TargetOptions,
  ready: ReadyTarget,
  inputs: Inputs,
  work: TargetWork<Inputs, Result>,
): Promise<Result> {
  const opened = await connect(options, ready, work.makesChip ?? false);
  const target = work.reopens ? reopenable(opened, ready) : opened;
  let result: Result;
  try {
    result = await work.run(target, inputs);
  } catch (error) {
    // What went wrong first is what the user must hear of.
    await target.probe.close().catch(() => undefined);
    throw withoutSecrets(error, target);
  }
  await target.probe.close().catch((error: unknown) => {
    if (!work.closeFailed) throw error;
    work.closeFailed(error);
  });
  return result;
}

/** Everything about a target that is known before its probe is opened. */
export interface ReadyTarget extends Omit<Target, 'probe'> {
  readonly uri: ProbeUri;
}

/** Finds device and layout. `files` are those of the work; none of them may overwrite another. */
export async function prepare(options: TargetOptions, files: readonly NamedFile[]): Promise<ReadyTarget> {
  const uri = typeof options.probe === 'string' ? parseProbeUri(options.probe) : options.probe;
  const banks = await loadBanks(options.banks);
  await refuseSameFile([...files, ...filesOf(options, uri)]);
  const device = await deviceFor(options, uri, banks);
  const layout = options.layout === undefined ? undefined : await layoutAt(options.layout, device, banks);
  return { uri, medium: kindOf(uri).medium, device, banks, layout, secrets: layout && secretsOf(layout) };
}

/** Opens the probe of a target. A simulated chip whose file is not there is made, or refused. */
export async function connect(
  { trace, note, onEvent }: TargetOptions,
  { uri, ...known }: ReadyTarget,
  makesChip: boolean,
): Promise<Target> {
  const { banks, device, secrets } = known;
  const probe = await inPhase(onEvent, 'connect', 1, () =>
    openProbe(uri, {
      banks,
      device,
      secrets,
      newChip: makesChip ? (file) => note?.(`${file}: a new simulated chip was made`) : 'refuse',
      ...(trace !== undefined && { trace }),
    }),
  );
  return { probe, ...known };
}

function reopenable(target: Target, { uri, banks, device, secrets }: ReadyTarget): Target {
  const connection = new Connection(target.probe, () =>
    openProbe(uri, { banks, device, secrets, newChip: 'refuse' }),
  );
  return { ...target, probe: connection.probe, connection };
}

/** An error of some work on a target, without what its layout keeps. */
export function withoutSecrets(error: unknown, { secrets }: Pick<Target, 'secrets'>): unknown {
  return secrets ? redactError(error, secrets) : error;
}

/** The file of an option that may not be given, for TargetWork. */
export function namedFile(what: string, path: string | undefined, written = false): readonly NamedFile[] {
  return path === undefined ? [] : [{ what, path, written }];
}

/**
 * The device that is named, or else the one that the probe finds out: of the kinds that can, and by a session of its own,
 * since the debug server is then started for that device. Errors: DEVICE_*, PROBE_*.
 */
export async function deviceFor(
  { device, note, onEvent }: Pick<TargetOptions, 'device' | 'note' | 'onEvent'>,
  uri: ProbeUri,
  banks: readonly LoadedBank[],
): Promise<Device> {
  if (device !== undefined || !kindOf(uri).findsDevice) {
    return namedDevice(device ?? simulatedDevice(uri), banks);
  }
  const found = await inPhase(onEvent, 'connect', 1, async () => {
    const probe = await openProbe(uri, { banks });
    try {
      return await findChipDevice(probe, banks);
    } finally {
      await probe.close().catch(() => undefined);
    }
  });
  note?.(`found ${found.name}, ${found.flashKb} KB flash, of the bank ${found.bank.name}`);
  return found;
}

// Without a layout a command does without the half that reads YAML.
async function layoutAt(path: string, device: Device, banks: readonly LoadedBank[]): Promise<Layout> {
  const { readLayout } = await import('./layout-target.js');
  return readLayout(path, device.bank, banks);
}

/** The device that is named. Errors: DEVICE_NEEDED, DEVICE_UNKNOWN. */
export function namedDevice(device: string | undefined, banks: readonly LoadedBank[]): Device {
  if (device !== undefined) return findDevice(device, banks);
  throw new OtpforgeError('DEVICE_NEEDED', {
    message: 'no device is named',
    remedy: 'Name the chip with --device, for example --device STM32L476RG, or in otpforge.yaml.',
  });
}

/** The files of the target itself. */
function simulatedDevice({ scheme, target }: ProbeUri): string | undefined {
  return scheme === 'sim' && target !== '' ? target : undefined;
}

export function filesOf({ layout, trace }: TargetOptions, uri: ProbeUri): readonly NamedFile[] {
  return [...namedFile('the layout', layout), ...probeFiles(uri), ...namedFile('the trace', trace, true)];
}
