import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, win32 } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { homeFolder } from '../../files/home-folder.js';
import { libraryVersion } from './library-version.js';

export const libraryVariable = 'OTPFORGE_JLINK_LIBRARY';

/** What the search looks at; a test puts a folder of its own in place of the machine's. */
export interface SearchHost {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string | undefined;
  /** Stands before every absolute folder that is searched. */
  readonly root: string;
}

const thisHost = (): SearchHost => ({
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  home: homeFolder(),
  root: '',
});

/**
 * Finds SEGGER's library: `explicit`, else the variable OTPFORGE_JLINK_LIBRARY, else the newest installed version.
 * Either names the file or its folder. Errors: JLINK_LIBRARY_MISSING with where it looked, JLINK_LIBRARY_UNUSABLE.
 */
export function findLibrary(explicit?: string, host: SearchHost = thisHost()): string {
  if (!supportedArchs.has(host.arch)) {
    throw new OtpforgeError('JLINK_LIBRARY_UNUSABLE', {
      message: `Node.js here is built for ${host.arch}; SEGGER's library is used on 64-bit systems only`,
      remedy: 'Install a 64-bit Node.js.',
    });
  }
  const named = explicit ?? host.env[libraryVariable];
  if (named) {
    const found = namedLibrary(named, host.platform);
    if (found) return found;
    throw missing([named], host.platform);
  }
  const folders = installFolders(host);
  const libraries = folders
    .flatMap((folder) => libraryIn(folder, host.platform) ?? [])
    .flatMap((file) => realPath(file) ?? [])
    .sort((a, b) => rank(b) - rank(a));
  if (libraries[0]) return libraries[0];
  throw missing(searchedPlaces(host), host.platform);
}

// A bare file name would be looked up by the system's loader, elsewhere than in the working folder.
function namedLibrary(named: string, platform: NodeJS.Platform): string | undefined {
  const path = resolve(named);
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() ? libraryIn(path, platform) : found && path;
}

// Windows installs into plain SEGGER\JLink what is to replace the folders with a version.
function rank(file: string): number {
  return libraryVersion(file) || Number.MAX_SAFE_INTEGER;
}

/** Undefined for a link that leads nowhere. */
function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

const supportedArchs: ReadonlySet<string> = new Set(['x64', 'arm64']);

/** Every folder of an installation; SEGGER puts each version into one of its own. */
function installFolders(host: SearchHost): readonly string[] {
  return searchedPlaces(host).flatMap((place) => {
    const parent = dirname(place);
    return entriesOf(parent)
      .filter((name) => /^JLink/i.test(name))
      .map((name) => join(parent, name));
  });
}

/** The places as people know them, each ending in the pattern of its folders. */
function searchedPlaces({ platform, env, home, root }: SearchHost): readonly string[] {
  if (platform === 'win32') {
    const programs = [env.ProgramFiles ?? 'C:\\Program Files', env['ProgramFiles(x86)']];
    return programs.flatMap((folder) =>
      folder && win32.isAbsolute(folder) ? [join(root + folder, 'SEGGER', 'JLink*')] : [],
    );
  }
  if (platform === 'darwin') return [join(`${root}/Applications/SEGGER`, 'JLink*')];
  // Without a home folder only that of the machine: what is in the working folder is nobody's installation.
  const homes = home === undefined ? [] : [join(root + home, 'opt', 'SEGGER', 'JLink*')];
  return [join(`${root}/opt/SEGGER`, 'JLink*'), ...homes];
}

function libraryIn(folder: string, platform: NodeJS.Platform): string | undefined {
  const names = entriesOf(folder);
  const wanted = libraryNames[platform] ?? libraryNames.linux!;
  const [best] = names
    .filter((name) => wanted.test(name))
    // The plain name first: it is the link that the installer keeps.
    .sort((a, b) => a.length - b.length || libraryVersion(b) - libraryVersion(a));
  return best === undefined ? undefined : join(folder, best);
}

// Linux and macOS packages hold libjlinkarm_x86.so and the like for 32 bits beside it.
const libraryNames: Readonly<Partial<Record<NodeJS.Platform, RegExp>>> = {
  win32: /^JLink_x64\.dll$/i,
  darwin: /^libjlinkarm(?:\.[\d.]+)?\.dylib$/,
  linux: /^libjlinkarm\.so(?:\.[\d.]+)?$/,
};

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function missing(places: readonly string[], platform: NodeJS.Platform): OtpforgeError {
  const name =
    platform === 'win32' ? 'JLink_x64.dll' : `libjlinkarm.${platform === 'darwin' ? 'dylib' : 'so'}`;
  return new OtpforgeError('JLINK_LIBRARY_MISSING', {
    message: `SEGGER's J-Link library (${name}) was not found; looked at ${places.join(', ')}`,
    remedy: `Install the J-Link Software and Documentation Pack from segger.com/downloads/jlink, or name the library with --jlink-library or ${libraryVariable}. SEGGER's licence does not allow us to ship it.`,
    details: { places: [...places] },
  });
}
