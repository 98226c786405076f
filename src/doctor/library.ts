import { OtpforgeError } from '../errors/index.js';
import { findLibrary, inspectLibrary, repeatedSerials, versionText } from '../probe/jlink/index.js';
import { type Finding, fine } from './finding.js';

/** SEGGER's library, its version, and the probes that it sees. */
export async function checkLibrary(explicit: string | undefined): Promise<readonly Finding[]> {
  try {
    const library = findLibrary(explicit);
    const { version, probes } = await inspectLibrary(library);
    const names = probes.map(({ serial, product }) => `${product || 'J-Link'} ${serial}`);
    return [
      fine('library', `SEGGER's library ${versionText(version)} at ${library}`),
      names.length > 0 ? fine('probes', `attached: ${names.join(', ')}`) : noProbe,
      ...repeatedSerials(probes).map(twins),
    ];
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return [{ check: 'library', status: 'problem', what: error.message, cure: error.remedy ?? '' }];
  }
}

function twins(serial: number): Finding {
  return {
    check: 'probes',
    status: 'warning',
    what: `several of the attached J-Links have the serial number ${serial}: none of them can be named, and none is used`,
    cure: 'Unplug all but one, or give each its own serial number in place of a USB address with J-Link Configurator.',
  };
}

const noProbe: Finding = {
  check: 'probes',
  status: 'warning',
  what: 'no J-Link is attached by USB',
  cure: 'Plug one in; if it is plugged in, look at the finding on permissions, and in a virtual machine hand the USB device over.',
};
