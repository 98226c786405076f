import { release } from 'node:os';

/** What otpforge runs on, for reports from the field. */
export interface Runtime {
  /** Version of Node.js. */
  readonly node: string;
  readonly os: string;
}

/** Names no user, host or folder: of the system's release only the numbers, since whoever builds a kernel names it. */
export function runtime(systemRelease = release()): Runtime {
  const [numbers = '?'] = /^\d+(\.\d+)*/.exec(systemRelease) ?? [];
  return { node: process.versions.node, os: `${process.platform} ${numbers} ${process.arch}` };
}
