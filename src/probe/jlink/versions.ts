import type { JLinkLibrary } from './library.js';
import { versionText } from './library-version.js';
import { decodeText } from './structs.js';

/** pylink gives it 336 bytes. */
const firmwareLength = 336;

/** Versions of SEGGER's library and of the open probe's firmware. */
export async function versionsOf(library: JLinkLibrary): Promise<string> {
  const own = `library ${versionText(await library.call('GetDLLVersion'))}`;
  const buffer = Buffer.alloc(firmwareLength);
  await library.call('GetFirmwareString', buffer, buffer.length);
  const firmware = decodeText(buffer);
  return firmware === '' ? own : `${own}, firmware ${firmware}`;
}
