import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { isOwnPath, scriptNames } from '../file-names.js';
import { badProbeUri, type ProbeUri, probeText } from '../uri.js';

/**
 * The absolute paths of the files of `openocd:<file>[,<file>…]`. A name without ./ before it is one of OpenOCD's own
 * scripts: a file of the working folder with that name is not run. Errors: PROBE_URI, FILE_NOT_FOUND.
 */
export function scriptFiles(uri: ProbeUri, scripts: string): readonly string[] {
  const names = scriptNames(uri.target);
  if (names.length === 0) {
    throw badProbeUri(
      probeText(uri),
      'it names no file, as in openocd:interface/stlink.cfg,target/stm32f4x.cfg',
    );
  }
  return names.map((name) => scriptFile(name, scripts, uri));
}

function scriptFile(name: string, scripts: string, uri: ProbeUri): string {
  const own = isOwnPath(name);
  const file = own ? resolve(name) : join(scripts, name);
  // OpenOCD runs it as "script {path}", and Tcl would read on behind the brace.
  if (/[{}\r\n]/.test(file) || (sep === '/' && file.includes('\\'))) {
    throw badProbeUri(probeText(uri), `${JSON.stringify(file)} has braces, backslashes or line breaks in it`);
  }
  if (existsSync(file)) return file;
  throw new OtpforgeError('FILE_NOT_FOUND', {
    message: own
      ? `${name}: there is no such file`
      : `${name} is not one of OpenOCD’s own scripts, in ${scripts}`,
    remedy:
      !own && existsSync(name)
        ? `To run the file of the working folder, write ./${name}: it is code, and runs as you.`
        : 'Name scripts of OpenOCD as it does (interface/stlink.cfg), and files of your own by a path that begins with ./ or is absolute.',
    details: { file, scripts },
  });
}
