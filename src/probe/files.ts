import type { NamedFile } from '../files/same-file.js';
import { type FileOption, kindOf, probeKinds } from './kinds.js';
import type { ProbeUri } from './uri.js';

/** The files that a probe reads or writes by itself. */
export function probeFiles(uri: ProbeUri): readonly NamedFile[] {
  return [...fileOptions(uri)].map(({ option: { what, written }, path }) => ({ what, path, written }));
}

/** The same probe with another path for each file that it names. */
export function mapProbeFiles(uri: ProbeUri, map: (path: string) => string): ProbeUri {
  const options = { ...uri.options };
  let { target } = uri;
  for (const { key, path } of fileOptions(uri)) {
    if (key === undefined) target = map(path);
    else options[key] = map(path);
  }
  return { ...uri, target, options };
}

/**
 * The options of a URI, not yet parsed, by which code of its own would run or write a file; see FileOption.trusted.
 * What no kind would take is none.
 */
export function trustedOptions(uri: string): readonly { readonly scheme: string; readonly key: string }[] {
  const keys = uri.split(',').map((pair) => pair.slice(0, Math.max(0, pair.indexOf('='))));
  return Object.entries(probeKinds).flatMap(([scheme, { options }]) =>
    Object.entries(options)
      .filter(([key, use]) => use !== 'value' && use.trusted && keys.includes(key))
      .map(([key]) => ({ scheme, key })),
  );
}

interface NamedOption {
  /** Undefined for what stands right behind the colon. */
  readonly key: string | undefined;
  readonly option: FileOption;
  readonly path: string;
}

function* fileOptions(uri: ProbeUri): Generator<NamedOption> {
  const kind = kindOf(uri);
  if (kind.target && uri.target !== '') yield { key: undefined, option: kind.target, path: uri.target };
  for (const [key, path] of Object.entries(uri.options)) {
    const option = kind.options[key];
    if (option !== undefined && option !== 'value') yield { key, option, path };
  }
}
