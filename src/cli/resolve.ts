import type { BankFolders } from '../bank/index.js';
import { mapProbeFiles, type ProbeUri, parseProbeUri } from '../probe/index.js';
import { type Config, type ConfigSource, loadConfig, loadUserConfig, type UserConfig } from './config.js';
import { type ProbeFlags, withProbeFlags, withUserLibrary } from './probe-flags.js';

interface Flags extends ProbeFlags {
  readonly config?: string;
  readonly probe?: string;
  readonly layout?: string;
  readonly device?: string;
  readonly banks?: readonly string[];
  readonly controllers?: string;
  readonly journal?: string | false;
  readonly fill?: number;
  readonly shared?: boolean;
}

/** A command line with the defaults of otpforge.yaml put under its flags, and the user's own under those. */
export type Resolved<T extends Flags> = Omit<T, keyof Config> & Defaults;

interface Defaults extends Omit<Config, 'probe' | 'banks'>, ConfigFiles {
  readonly banks: BankFolders | undefined;
  readonly probe: ProbeUri | undefined;
  /** Of the user's own file alone. */
  readonly signers: UserConfig['signers'];
  /** The project's file, where it is what turns the journal off or moves it. */
  readonly journalSetBy: string | undefined;
}

interface ConfigFiles {
  /** The files that the defaults come from. */
  readonly configFiles: readonly string[];
}

/**
 * What a command line asks for, found out once: files of defaults are read here and nowhere else, and so is the probe's
 * URI. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, CONFIG_NOT_TRUSTED, PROBE_URI.
 */
export async function resolveCommand<T extends Flags>(flags: T): Promise<Resolved<T>> {
  const project = await loadConfig(flags.config);
  const user = await loadUserConfig();
  const [first, second] = [project.config, user.config];
  const resolved: Defaults = {
    firmware: first.firmware ?? second.firmware,
    layout: flags.layout ?? first.layout ?? second.layout,
    device: flags.device ?? first.device ?? second.device,
    banks: banksOf(flags, first.banks ?? second.banks),
    probe: probeOf(flags, project, user),
    journal: flags.journal ?? first.journal ?? second.journal,
    journalSetBy: flags.journal === undefined && first.journal !== undefined ? project.file : undefined,
    fill: flags.fill ?? first.fill ?? second.fill,
    shared: flags.shared ?? first.shared ?? second.shared,
    table: first.table ?? second.table,
    signers: second.signers,
    configFiles: [project, user].flatMap(({ file }) => file ?? []),
  };
  return { ...flags, ...resolved };
}

// What the folder says of itself has no right to hide what the package describes.
function banksOf(
  { banks: named, controllers }: Pick<Flags, 'banks' | 'controllers'>,
  project: readonly string[] | undefined,
): BankFolders | undefined {
  const folders = named ? { named, project: [] } : { named: [], project: project ?? [] };
  if (controllers !== undefined) return { ...folders, controllers };
  return named || project ? folders : undefined;
}

function probeOf(flags: Flags, project: ConfigSource, user: ConfigSource<UserConfig>): ProbeUri | undefined {
  const probe =
    flags.probe === undefined ? (defaultProbe(project) ?? defaultProbe(user)) : parseProbeUri(flags.probe);
  return probe && withUserLibrary(withProbeFlags(probe, flags), user.config);
}

function defaultProbe({ config: { probe }, beside }: ConfigSource): ProbeUri | undefined {
  // sim:…,file=unit.chip and replay:run.jsonl name files too.
  return probe === undefined ? undefined : mapProbeFiles(parseProbeUri(probe), beside);
}

/** Refuses an output that would replace a file that defaults come from. Errors: FILE_OVERWRITES_INPUT. */
export async function keepConfig(
  { configFiles }: ConfigFiles,
  what: string,
  output: string | undefined,
): Promise<void> {
  if (output === undefined || configFiles.length === 0) return;
  const { refuseSameFile } = await import('../files/same-file.js');
  await refuseSameFile([
    ...configFiles.map((path) => ({ what: 'the configuration', path })),
    { what, path: output, written: true },
  ]);
}
