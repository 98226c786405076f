import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';

const defaultFile = 'otpforge.yaml';

/** Defaults of a project; flags win over them. Paths are relative to the file. */
export interface Config {
  readonly firmware?: string | undefined;
  readonly layout?: string | undefined;
  readonly device?: string | undefined;
  /** A URI, whose files are relative to the config like all others. */
  readonly probe?: string | undefined;
  readonly banks?: readonly string[] | undefined;
  /** false: none is kept. */
  readonly journal?: string | false | undefined;
  readonly fill?: number | undefined;
}

/** The defaults of a project, and the file that they come from. */
export interface ProjectConfig {
  readonly file: string | undefined;
  readonly config: Config;
  /** Where a file that it names lies. */
  beside(name: string): string;
}

/** Reads --config, or ./otpforge.yaml where there is one. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA. */
export async function loadConfig(file: string | undefined): Promise<ProjectConfig> {
  const path = file ?? defaultFile;
  if (file === undefined && !existsSync(path)) return { file: undefined, config: {}, beside: (name) => name };
  const [{ configFormat, configSchema }, { parseYaml }, { readText }] = await Promise.all([
    import('./config-schema.js'),
    import('../files/yaml.js'),
    import('../files/read.js'),
  ]);
  const source = { text: await readText(path), file: path, ...configFormat };
  const { firmware, layout, banks, journal, ...rest } = parseYaml(source, configSchema).value;
  const beside = (name: string) => (isAbsolute(name) ? name : join(dirname(path), name));
  const config = {
    ...rest,
    firmware: firmware === undefined ? undefined : beside(firmware),
    layout: layout === undefined ? undefined : beside(layout),
    banks: banks?.map(beside),
    journal: typeof journal === 'string' ? beside(journal) : journal,
  };
  return { file: path, config, beside };
}

/** A value that must come from a flag or the config. Errors: USAGE. */
export function needed<T>(value: T | undefined, flag: string, example: string): T {
  if (value !== undefined) return value;
  throw new OtpforgeError('USAGE', {
    message: `${flag} is missing`,
    remedy: `Give ${flag}, for example ${example}, or write it into otpforge.yaml.`,
  });
}
