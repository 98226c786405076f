import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { fileHash } from '../install/file-hash.js';
import { jlinkFolder } from '../install/jlink-folder.js';
import { type Installed, readInstalled } from '../install/record.js';
import { compete, type DeviceFile, readDeviceFile, seggersFiles, xmlFilesBelow } from './device-files.js';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';

/** Whether OTP banks are installed for J-Flash, J-Link Commander and the like; our own driver needs none. */
export function checkDeviceSupport(host: DoctorHost, library?: string): Finding {
  const folder = jlinkFolder(host);
  const place = host.root + folder;
  try {
    const files = xmlFilesBelow(place);
    const installed = readInstalled(place);
    if (installed) return judgeInstalled(folder, place, installed, files, library);
    if (files.length > 0) return judgeOthers(folder, place, files);
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

function judgeOthers(folder: string, place: string, names: readonly string[]): Finding {
  const unreadable = names.map((name) => readDeviceFile(place, name)).flatMap(unreadableText);
  if (unreadable.length > 0) return warning(`${folder}: ${unreadable.join('; ')}`, unreadableCure);
  return fine('device-support', `${folder} holds ${names.join(', ')}`);
}

function judgeInstalled(
  folder: string,
  place: string,
  { files, unfinished }: Installed,
  names: readonly string[],
  library: string | undefined,
): Finding {
  if (unfinished) {
    return warning(
      `${folder}: an installation was interrupted, or goes on at this moment`,
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
  const read = names.map((name) => ({ own: ours.has(name), file: readDeviceFile(place, name) }));
  const banks = read.filter(({ own }) => own).flatMap(({ file }) => file.banks);
  const others = [
    ...read.filter(({ own }) => !own).map(({ file }) => file),
    // Behind the folder of this user, by what SEGGER documents: a later file wins, and which is later is not said.
    ...seggersFiles(library),
  ];
  const rivals = others.filter((file) => file.banks.some((bank) => banks.some((own) => compete(own, bank))));
  const unreadable = others.flatMap(unreadableText);
  if (rivals.length === 0 && unreadable.length === 0) {
    return fine('device-support', `${folder} holds the OTP banks as otpforge installed them`);
  }
  const rivalText = rivals.map(
    ({ name }) =>
      `${name} also describes a bank at an OTP address of the same device; J-Link takes the one that it reads last`,
  );
  return warning(
    `${folder}: ${[...rivalText, ...unreadable].join('; ')}`,
    rivals.length > 0
      ? 'Remove that file, or that bank from it, if otpforge’s loader shall be used.'
      : unreadableCure,
  );
}

function unreadableText({ name, unreadable }: DeviceFile): readonly string[] {
  if (unreadable === undefined) return [];
  return [`${name} cannot be read as XML (${unreadable}), so that its banks are unknown`];
}

const unreadableCure =
  'Mend that file or move it away: J-Link may take a bank from it anyway, or stop reading there.';

function warning(what: string, cure: string): Finding {
  return { check: 'device-support', status: 'warning', what, cure };
}
