import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { configFolder } from '../files/config-folder.js';
import type { TableForm } from '../layout/index.js';
import type { SignerCommand } from '../sign/index.js';
import type { userConfigSchema } from './config-schema.js';

const defaultFile = 'otpforge.yaml';
const userFile = 'config.yaml';

/** Defaults of a project or a user; flags win over them. Paths are relative to the file. */
export interface Config {
  readonly firmware?: string | undefined;
  readonly layout?: string | undefined;
  readonly device?: string | undefined;
  /** A URI, whose files are relative to the config like all others. */
  readonly probe?: string | undefined;
  readonly banks?: readonly string[] | undefined;
  /** false: none is kept. */
  readonly journal?: string | false | undefined;
  /** Every board may have the same OTP bytes. */
  readonly shared?: boolean | undefined;
  readonly fill?: number | undefined;
  /** How the CSV file of another system is read. */
  readonly table?: TableForm | undefined;
}

/** What only a user's own file may hold. */
export interface UserConfig extends Config {
  readonly jlink?: { readonly library?: string | undefined; readonly log?: string | undefined } | undefined;
  /** What computes fields of a layout; each works in the folder of the file. */
  readonly signers?: { readonly [name: string]: SignerCommand } | undefined;
}

/** Defaults, and the file that they come from. */
export interface ConfigSource<C extends Config = Config> {
  readonly file: string | undefined;
  readonly config: C;
  /** Where a file that it names lies. */
  beside(name: string): string;
}

/**
 * Reads --config, or ./otpforge.yaml where there is one.
 * Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, CONFIG_NOT_TRUSTED for what would have code of the folder run.
 */
export async function loadConfig(file: string | undefined): Promise<ConfigSource> {
  if (file === undefined && !existsSync(defaultFile)) return nothing;
  return readConfig(file ?? defaultFile, async (located, path) => {
    const { refuseUntrusted } = await import('./untrusted-config.js');
    refuseUntrusted(located, path);
  });
}

/** Reads config.yaml in the user's own configuration folder, where there is one. Errors: as of a project's, USAGE. */
export async function loadUserConfig(): Promise<ConfigSource<UserConfig>> {
  const folder = configFolder();
  const path = folder && join(folder, userFile);
  return path === undefined || !existsSync(path) ? nothing : readConfig(path);
}

/** Where a user's own defaults would lie, for messages. */
export function userConfigPath(): string {
  return join(configFolder() ?? '~', userFile);
}

const nothing: ConfigSource = { file: undefined, config: {}, beside: (name) => name };

type Check = (located: LocatedConfig, path: string) => Promise<void>;

/** The content of a file, and where each of its fields stands. */
export interface LocatedConfig {
  readonly value: z.infer<typeof userConfigSchema>;
  lineOf(path: readonly PropertyKey[]): number;
}

async function readConfig(path: string, check?: Check): Promise<ConfigSource<UserConfig>> {
  const [{ configFormat, userConfigSchema }, { parseYaml }, { readSmallText }] = await Promise.all([
    import('./config-schema.js'),
    import('../files/yaml.js'),
    import('../files/read-small.js'),
  ]);
  const source = { text: await readSmallText(path, 'a file of defaults'), file: path, ...configFormat };
  const located = parseYaml(source, userConfigSchema);
  await check?.(located, path);
  const { firmware, layout, banks, journal, jlink, signers, ...rest } = located.value;
  const beside = (name: string) => (isAbsolute(name) ? name : join(dirname(path), name));
  const besideIf = (name: string | undefined) => (name === undefined ? undefined : beside(name));
  const config = {
    ...rest,
    firmware: besideIf(firmware),
    layout: besideIf(layout),
    banks: banks?.map(beside),
    journal: typeof journal === 'string' ? beside(journal) : journal,
    jlink: jlink && { library: besideIf(jlink.library), log: besideIf(jlink.log) },
    signers: signers && signersIn(signers, resolve(dirname(path))),
  };
  return { file: path, config, beside };
}

function signersIn(signers: NonNullable<LocatedConfig['value']['signers']>, folder: string) {
  return Object.fromEntries(
    Object.entries(signers).map(([name, { command, timeout }]) => [
      name,
      { command, folder, ...(timeout !== undefined && { timeout }) },
    ]),
  );
}

/** A value that must come from a flag or the config. Errors: USAGE. */
export function needed<T>(value: T | undefined, flag: string, example: string): T {
  return required(value, flag, `Give ${flag}, for example ${example}, or write it into ${defaultFile}.`);
}

/** A value that must come from a flag, since no config has it. Errors: USAGE. */
export function given<T>(value: T | undefined, flag: string, example: string): T {
  return required(value, flag, `Give ${flag}, for example ${example}.`);
}

function required<T>(value: T | undefined, flag: string, remedy: string): T {
  if (value !== undefined) return value;
  throw new OtpforgeError('USAGE', { message: `${flag} is missing`, remedy });
}
