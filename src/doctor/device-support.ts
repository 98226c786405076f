import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { fileHash } from '../install/file-hash.js';
import { jlinkFolder } from '../install/jlink-folder.js';
import { type Installed, readInstalled } from '../install/record.js';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';

/** Whether OTP banks are installed for J-Flash, J-Link Commander and the like; our own driver needs none. */
export function checkDeviceSupport(host: DoctorHost): Finding {
  const folder = jlinkFolder(host);
  const place = host.root + folder;
  try {
    const files = namesBelow(place).filter((name) => /\.xml$/i.test(name));
    const installed = readInstalled(place);
    if (installed) return judgeInstalled(folder, place, installed, files);
    if (files.length > 0) return fine('device-support', `${folder} holds ${files.join(', ')}`);
  } catch (error) {
    if (!isErrno(error) && !(error instanceof OtpforgeError)) throw error;
    const cure = error instanceof OtpforgeError ? error.remedy : undefined;
    return warning(
      `${folder} cannot be looked into: ${error.message}`,
      `${cure ?? 'Make it a folder that you may read.'} SEGGER’s programs look for devices.xml there; otpforge program does without.`,
    );
  }
  return warning(
    `${folder} holds no devices.xml: J-Flash and J-Link Commander do not know the OTP banks`,
    'Only needed to burn by SEGGER’s own programs: otpforge install puts the banks there. otpforge program does without.',
  );
}

function judgeInstalled(
  folder: string,
  place: string,
  { files, unfinished }: Installed,
  xmlFiles: readonly string[],
): Finding {
  if (unfinished) {
    return warning(
      `${folder}: an installation was cut off, or goes on at this moment`,
      'Run otpforge install again to finish it, or otpforge uninstall.',
    );
  }
  const bad = files.filter(({ name, sha256 }) => fileHash(place, name) !== sha256).map(({ name }) => name);
  if (bad.length > 0) {
    return warning(
      `${folder}: missing or changed since otpforge install: ${bad.join(', ')}`,
      'Run otpforge uninstall, move away what it keeps, then run otpforge install.',
    );
  }
  const ours = new Set(files.map(({ name }) => name));
  const banks = new Set(
    files.flatMap(({ name }) => (/\.xml$/i.test(name) ? basesIn(join(place, name)) : [])),
  );
  const rivals = xmlFiles.filter(
    (name) => !ours.has(name) && basesIn(join(place, name)).some((base) => banks.has(base)),
  );
  if (rivals.length > 0) {
    return warning(
      `${folder}: ${rivals.join(', ')} also describes a bank at an OTP address; J-Link takes the one that it reads last`,
      'Remove that file, or that bank from it, if otpforge’s loader shall be used.',
    );
  }
  return fine('device-support', `${folder} holds the OTP banks as otpforge installed them`);
}

function basesIn(file: string): readonly number[] {
  return [...readFileSync(file, 'utf8').matchAll(/BaseAddr\s*=\s*"([^"]+)"/g)].map(([, base]) =>
    Number(base),
  );
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      name.split(sep).join('/'),
    );
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}

function warning(what: string, cure: string): Finding {
  return { check: 'device-support', status: 'warning', what, cure };
}
