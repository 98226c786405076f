import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '../files/read.js';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';

/** The folder from which J-Link (V7.62 and newer) takes devices.xml files of other people's hosts. */
export function deviceSupportFolder({ platform, env, home }: DoctorHost): string {
  if (platform === 'win32') {
    return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'SEGGER', 'JLinkDevices');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'SEGGER', 'JLinkDevices');
  return join(home, '.config', 'SEGGER', 'JLinkDevices');
}

/** Whether OTP banks are installed for J-Flash, J-Link Commander and the like; our own driver needs none. */
export function checkDeviceSupport(host: DoctorHost): Finding {
  const folder = deviceSupportFolder(host);
  const names = namesBelow(host.root + folder);
  if (names instanceof Error) {
    return {
      check: 'device-support',
      status: 'warning',
      what: `${folder} cannot be looked into: ${names.message}`,
      cure: 'Make it a folder that you may read; SEGGER’s programs look for devices.xml there. otpforge program does without.',
    };
  }
  const files = names.filter((name) => /\.xml$/i.test(name));
  if (files.length > 0) return fine('device-support', `${folder} holds ${files.join(', ')}`);
  return {
    check: 'device-support',
    status: 'warning',
    what: `${folder} holds no devices.xml: J-Flash and J-Link Commander do not know the OTP banks`,
    cure: 'Only needed to burn by SEGGER’s own programs: copy devices.xml and firmware/loaders of the package there. otpforge program does without.',
  };
}

function namesBelow(folder: string): readonly string[] | Error {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if (!isErrno(error)) throw error;
    return error.code === 'ENOENT' ? [] : error;
  }
}
