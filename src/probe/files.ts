import type { NamedFile } from '../files/same-file.js';
import { isOwnPath, scriptNames } from './file-names.js';
import { type FileOption, fileOption, kindOf, probeKinds } from './kinds.js';
import type { ProbeUri } from './uri.js';

/** The files that a probe reads or writes by itself. */
export function probeFiles(uri: ProbeUri): readonly NamedFile[] {
  return [...fileOptions(uri)].map(({ option: { what, written }, path }) => ({ what, path, written }));
}

/** The same probe with another path for each file that it names. */
export function mapProbeFiles(uri: ProbeUri, map: (path: string) => string): ProbeUri {
  const options = { ...uri.options };
  let { target } = uri;
  const own = kindOf(uri).target;
  if (own && target !== '') target = mapNames(own, target, map);
  for (const { key, path } of fileOptions(uri)) if (key !== undefined) options[key] = map(path);
  return { ...uri, target, options };
}

/**
 * The options of a URI, not yet parsed, by which code of its own would run or write a file; see FileOption.trusted.
 * Without a key it is what follows the scheme. What no kind would take is none.
 */
export function trustedOptions(uri: string): readonly { readonly scheme: string; readonly key?: string }[] {
  const keys = uri.split(',').map((pair) => pair.slice(0, Math.max(0, pair.indexOf('='))));
  const named = /^[^:,]*/.exec(uri)?.[0];
  return Object.entries(probeKinds).flatMap(([scheme, { target, options }]) => [
    ...(target?.trusted && scheme === named ? [{ scheme }] : []),
    ...Object.entries(options)
      .filter(([key, use]) => fileOption(use)?.trusted && keys.includes(key))
      .map(([key]) => ({ scheme, key })),
  ]);
}

function mapNames({ several }: FileOption, target: string, map: (path: string) => string): string {
  if (!several) return map(target);
  return scriptNames(target)
    .map((name) => (isOwnPath(name) ? map(name) : name))
    .join(',');
}

interface NamedOption {
  /** Undefined for what stands right behind the colon. */
  readonly key: string | undefined;
  readonly option: FileOption;
  readonly path: string;
}

function* fileOptions(uri: ProbeUri): Generator<NamedOption> {
  const kind = kindOf(uri);
  if (kind.target && uri.target !== '') {
    const paths = kind.target.several ? scriptNames(uri.target).filter(isOwnPath) : [uri.target];
    for (const path of paths) yield { key: undefined, option: kind.target, path };
  }
  for (const [key, path] of Object.entries(uri.options)) {
    const option = fileOption(kind.options[key]);
    if (option) yield { key, option, path };
  }
}
