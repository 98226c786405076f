import { join, relative, sep } from 'node:path';
import { packagePath } from '../files/package-path.js';
import { manifestName } from '../loader/manifest.js';

/** Where a build goes. */
export interface BuildTarget {
  /** Folder of the ELFs and their manifest. */
  readonly loaders: string;
  /** Path of the JLinkDevices file. */
  readonly devicesXml: string;
}

/** The layout of a user's folder. */
export function folderTarget(folder = 'otpforge'): BuildTarget {
  return { loaders: join(folder, 'loaders'), devicesXml: join(folder, 'devices.xml') };
}

/** The layout of this package: firmware/loaders and devices.xml at the top. */
export function packageTarget(): BuildTarget {
  return { loaders: packagePath('firmware', 'loaders'), devicesXml: packagePath('devices.xml') };
}

/** Path of a loader as devices.xml names it: relative to it, with forward slashes. */
export function loaderPathInXml(target: BuildTarget, file: string): string {
  const path = relative(join(target.devicesXml, '..'), join(target.loaders, file));
  return path.split(sep).join('/');
}

/** The manifest of a target. */
export function manifestPath(target: BuildTarget): string {
  return join(target.loaders, manifestName);
}

/** The ELF that an entry of its manifest names. */
export function loaderPath({ loaders }: BuildTarget, { file }: { readonly file: string }): string {
  return join(loaders, file);
}
