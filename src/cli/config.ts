import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';

const defaultFile = 'otpforge.yaml';

/** Defaults of a project; flags win over them. Paths are relative to the file. */
export interface Config {
  readonly firmware?: string | undefined;
  readonly layout?: string | undefined;
  readonly device?: string | undefined;
  readonly probe?: string | undefined;
  readonly banks?: readonly string[] | undefined;
  /** false: none is kept. */
  readonly journal?: string | false | undefined;
  readonly fill?: number | undefined;
}

/** Reads --config, or ./otpforge.yaml where there is one. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA. */
export async function loadConfig(file: string | undefined): Promise<Config> {
  const path = file ?? defaultFile;
  if (file === undefined && !existsSync(path)) return {};
  const [{ configFormat, configSchema }, { parseYaml }, { readText }] = await Promise.all([
    import('./config-schema.js'),
    import('../files/yaml.js'),
    import('../files/read.js'),
  ]);
  const source = { text: await readText(path), file: path, ...configFormat };
  const { firmware, layout, banks, probe, journal, ...rest } = parseYaml(source, configSchema).value;
  const beside = (name: string) => (isAbsolute(name) ? name : join(dirname(path), name));
  return {
    ...rest,
    firmware: firmware === undefined ? undefined : beside(firmware),
    layout: layout === undefined ? undefined : beside(layout),
    banks: banks?.map(beside),
    probe: probe === undefined ? undefined : probeBeside(probe, beside),
    journal: typeof journal === 'string' ? beside(journal) : journal,
  };
}

// sim:…,file=unit.chip and replay:run.jsonl name files too.
function probeBeside(uri: string, beside: (name: string) => string): string {
  if (uri.startsWith('replay:')) return `replay:${beside(uri.slice('replay:'.length))}`;
  return uri.replace(
    /,(file|log|library)=([^,]+)/g,
    (_, key: string, name: string) => `,${key}=${beside(name)}`,
  );
}

/** Refuses an output that would replace the file the defaults come from. Errors: FILE_OVERWRITES_INPUT. */
export async function keepConfig(
  { config = defaultFile }: { readonly config?: string },
  what: string,
  output: string | undefined,
): Promise<void> {
  if (output === undefined || !existsSync(config)) return;
  const { refuseSameFile } = await import('../files/same-file.js');
  await refuseSameFile([
    { what: 'the configuration', path: config },
    { what, path: output, written: true },
  ]);
}

/** Flags over defaults of the config; absent values are left out. */
export async function withConfig<T extends { readonly config?: string }>(flags: T): Promise<T & Config> {
  const config = await loadConfig(flags.config);
  const present = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  return { ...present, ...flags };
}

/** A value that must come from a flag or the config. Errors: USAGE. */
export function needed<T>(value: T | undefined, flag: string, example: string): T {
  if (value !== undefined) return value;
  throw new OtpforgeError('USAGE', {
    message: `${flag} is missing`,
    remedy: `Give ${flag}, for example ${example}, or write it into otpforge.yaml.`,
  });
}
