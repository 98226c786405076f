import { mapProbeFiles, type ProbeUri, parseProbeUri } from '../probe/index.js';
import { type Config, loadConfig, type ProjectConfig } from './config.js';
import { type ProbeFlags, withProbeFlags } from './probe-flags.js';

interface Flags extends ProbeFlags {
  readonly config?: string;
  readonly probe?: string;
  readonly layout?: string;
  readonly device?: string;
  readonly banks?: readonly string[];
  readonly journal?: string | false;
  readonly fill?: number;
}

/** A command line with the defaults of otpforge.yaml put under its flags. */
export type Resolved<T extends Flags> = Omit<T, keyof Config> & Defaults;

interface Defaults extends Omit<Config, 'probe'>, ConfigFile {
  readonly probe: ProbeUri | undefined;
}

interface ConfigFile {
  /** The file that the defaults come from. */
  readonly configFile: string | undefined;
}

/**
 * What a command line asks for, found out once: the file of defaults is read here and nowhere else, and so is the probe's
 * URI. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, PROBE_URI.
 */
export async function resolveCommand<T extends Flags>(flags: T): Promise<Resolved<T>> {
  const project = await loadConfig(flags.config);
  const { config } = project;
  const probe = flags.probe === undefined ? probeOf(project) : parseProbeUri(flags.probe);
  const resolved: Defaults = {
    firmware: config.firmware,
    layout: flags.layout ?? config.layout,
    device: flags.device ?? config.device,
    banks: flags.banks ?? config.banks,
    probe: probe && withProbeFlags(probe, flags),
    journal: flags.journal ?? config.journal,
    fill: flags.fill ?? config.fill,
    configFile: project.file,
  };
  return { ...flags, ...resolved };
}

function probeOf({ config: { probe }, beside }: ProjectConfig): ProbeUri | undefined {
  // sim:…,file=unit.chip and replay:run.jsonl name files too.
  return probe === undefined ? undefined : mapProbeFiles(parseProbeUri(probe), beside);
}

/** Refuses an output that would replace the file the defaults come from. Errors: FILE_OVERWRITES_INPUT. */
export async function keepConfig(
  { configFile }: ConfigFile,
  what: string,
  output: string | undefined,
): Promise<void> {
  if (output === undefined || configFile === undefined) return;
  const { refuseSameFile } = await import('../files/same-file.js');
  await refuseSameFile([
    { what: 'the configuration', path: configFile },
    { what, path: output, written: true },
  ]);
}
