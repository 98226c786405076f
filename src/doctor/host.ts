import { homedir } from 'node:os';

/** The machine as doctor looks at it; a test puts a folder in place of it. */
export interface DoctorHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Stands before every absolute path that is looked at. */
  readonly root: string;
}

/** Asked at each call: another command of this process may have another environment. */
export const thisHost = (): DoctorHost => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
  root: '',
});
