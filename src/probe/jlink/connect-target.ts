import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { OtpforgeError } from '../../errors/index.js';
import { endOf } from '../../range/index.js';
import { hex32 } from '../../text/hex.js';
import { type Failure, failure } from './failures.js';
import type { JLinkLibrary } from './library.js';
import type { OpenRequest } from './messages.js';
import { type RegisterIndices, registerIndices } from './registers.js';
import { decodeText, decodeVtref, hwStatusBuffer } from './structs.js';

const swd = 1;
const connectUnderReset = 3;
/** Below this nothing is there to talk to; the plan checks the chip's own range. */
const leastVtrefMv = 1000;
const maximumRegisters = 256;

/** What was learnt while connecting. */
export interface Connected {
  readonly registers: RegisterIndices;
}

/**
 * Connects an open probe to its target. `Device =` connects by itself, so that interface, speed and supply come first.
 * Errors: TARGET_POWER, PROBE_DEVICE_UNKNOWN, PROBE_UNAVAILABLE, PROBE_LOST.
 */
export async function connectTarget(library: JLinkLibrary, request: OpenRequest): Promise<Connected> {
  if (request.log !== undefined) await logTo(library, request.log);
  for (const command of [...silence, keepsHalted]) await execute(library, command);
  const interfaceError = await library.call('TIF_Select', swd);
  if (interfaceError !== 0) throw connectFailure(library, 'TIF_Select', -264);
  await library.call('SetSpeed', request.speedKhz);
  const vtrefMv = await readVtref(library);
  if (vtrefMv < leastVtrefMv) throw noSupply(vtrefMv);
  if (request.underReset) await library.call('SetResetType', connectUnderReset);
  await selectDevice(library, request.device);
  if ((await library.call('IsConnected')) === 0) {
    const result = await library.call('Connect');
    if (result < 0) throw connectFailure(library, 'Connect', result, { vtrefMv });
  }
  for (const command of uncached(request)) {
    const error = await execute(library, command);
    if (error !== '') throw refused(command, error);
  }
  return { registers: registerIndices(await listRegisters(library)) };
}

/** The reference voltage on the debug connector in millivolts. */
export async function readVtref(library: JLinkLibrary): Promise<number> {
  const status = hwStatusBuffer();
  const result = await library.call('GetHWStatus', status);
  if (result === 0) return decodeVtref(status);
  throw failure({
    doing: 'reading the reference voltage',
    call: 'GetHWStatus',
    result: -257,
    said: library.takeSaid(),
    otherwise: 'PROBE_LOST',
  });
}

// UM08001 command strings. A version that does not know one of them shows a box more; that is not a reason to stop.
const silence = [
  'DisableAutoUpdateFW',
  'SuppressInfoUpdateFW',
  'SuppressControlPanel',
  'SetBatchMode = 1',
  'HideDeviceSelection = 1',
  'DisableInfoWinFlashDL',
  'DisableInfoWinFlashBPs',
] as const;

/** By default closing lets a halted core run on from wherever it stands (UM08001, SetRestartOnClose). */
const keepsHalted = 'SetRestartOnClose = 0';

async function selectDevice(library: JLinkLibrary, device: string): Promise<void> {
  if ((await library.call('DEVICE_GetIndex', device)) <= 0) {
    throw new OtpforgeError('PROBE_DEVICE_UNKNOWN', {
      message: `SEGGER's library does not know a device ${device}`,
      remedy: 'Update the J-Link software; JLinkExe’s command ExpDevList lists the names that it knows.',
      details: { device },
    });
  }
  const error = await execute(library, `Device = ${device}`);
  if (error !== '') throw refused(`Device = ${device}`, error);
}

// UM08001 §5.13: without these a read-back may be what the library remembers, not what the chip holds.
function uncached(request: OpenRequest): readonly string[] {
  const ranges = request.uncached.map((range) => `${hex32(range.address)}-${hex32(endOf(range) - 1)}`);
  return ['SetAllowFlashCache = 0', ...ranges.map((range) => `ExcludeFlashCacheRange ${range}`)];
}

/** Runs a command string; what it answers is an error, or empty. */
async function execute(library: JLinkLibrary, command: string): Promise<string> {
  const answer = Buffer.alloc(336);
  await library.call('ExecCommand', command, answer, answer.length);
  return decodeText(answer);
}

async function logTo(library: JLinkLibrary, file: string): Promise<void> {
  // The library says nothing of a file that it cannot write.
  try {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
    await (await open(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)).close();
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${file}: the J-Link library cannot write its log there`,
      remedy: 'Name a writable file with --log.',
      details: { file },
      cause,
    });
  }
  await library.call('SetLogFile', file);
}

async function listRegisters(library: JLinkLibrary): Promise<readonly { index: number; name: string }[]> {
  const list = Buffer.alloc(4 * maximumRegisters);
  const count = await library.call('GetRegisterList', list, maximumRegisters);
  const registers: { index: number; name: string }[] = [];
  for (let at = 0; at < Math.min(count, maximumRegisters); at += 1) {
    const index = list.readUInt32LE(4 * at);
    registers.push({ index, name: (await library.call('GetRegisterName', index)) ?? '' });
  }
  return registers;
}

function connectFailure(
  library: JLinkLibrary,
  call: string,
  result: number,
  details: Failure['details'] = {},
): OtpforgeError {
  return failure({
    doing: 'connecting to the target',
    call,
    result,
    said: library.takeSaid(),
    otherwise: 'PROBE_UNAVAILABLE',
    details,
  });
}

function refused(command: string, error: string): OtpforgeError {
  return new OtpforgeError('PROBE_UNAVAILABLE', {
    message: `SEGGER's library refused "${command}": ${error}`,
    remedy: 'Update the J-Link software, and check device name, wiring and supply.',
    details: { command, error },
  });
}

function noSupply(vtrefMv: number): OtpforgeError {
  return new OtpforgeError('TARGET_POWER', {
    message: `the target's reference voltage is ${vtrefMv} mV: the board has no supply`,
    remedy: 'Switch the board on and check the VTref pin of the debug connector.',
    details: { vtrefMv },
  });
}
