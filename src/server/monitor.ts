import { printableJson } from '../text/printable.js';
import type { ServedChip } from './served-chip.js';

/** What a monitor command prints, and whether it was understood. */
export interface MonitorResult {
  readonly text: string;
  readonly ok: boolean;
}

type MonitorCommand = (served: ServedChip) => Promise<string>;

const commands: Readonly<Record<string, MonitorCommand>> = {
  reset: resetHalt,
  'reset halt': resetHalt,
  'reset init': resetHalt,
  'reset run': async (served) => {
    if (!served.isPowered) return noPower;
    await served.reset();
    await served.go();
    return 'reset; the core runs';
  },
  halt: async (served) => {
    if (!served.isPowered) return noPower;
    await served.halt();
    return 'the core is halted';
  },
  go: async (served) => {
    if (!served.isPowered) return noPower;
    await served.go();
    return 'the core runs';
  },
  'power off': async (served) => {
    await served.powerOff();
    return 'power is off';
  },
  'power on': async (served) => {
    await served.powerOn();
    return 'power is on; the core runs from reset unless it was on before';
  },
  'power cycle': async (served) => {
    await served.powerOff();
    await served.powerOn();
    return 'power was cut and came back; the core runs from reset';
  },
  status: async (served) => statusText(served),
  version: async (served) => `otpforge simulated ${served.chip.device.name}`,
  help: async () => helpText,
};

const noPower = 'the chip has no power (monitor power on)';

const helpText = `reset [halt|init|run]  system reset; halted unless "run"
halt                   stop the core
go                     let the core run without telling GDB
power off|on|cycle     cut the supply, give it back, or both
status                 device, unique ID, state, time and counters
version                what this is
help                   this list`;

/** Runs a monitor command; words may be parted by any blanks. */
export async function monitor(served: ServedChip, line: string): Promise<MonitorResult> {
  const words = line.trim().split(/\s+/).join(' ');
  const command = Object.hasOwn(commands, words) ? commands[words] : undefined;
  if (!command)
    return { text: `there is no monitor command ${printableJson(words)}\n${helpText}\n`, ok: false };
  const text = await command(served);
  return { text: `${text}\n`, ok: text !== noPower };
}

async function resetHalt(served: ServedChip): Promise<string> {
  if (!served.isPowered) return noPower;
  await served.reset();
  return 'reset; the core is halted';
}

// "key: value" lines, which programs can read as well.
function statusText({ chip, uid, isPowered }: ServedChip): string {
  const { device, counters, haltReason, faultReason, vddMv, timeUs } = chip;
  const state = isPowered ? (chip.isHalted ? `halted (${haltReason})` : 'running') : 'no power';
  return [
    `device: ${device.name}`,
    `uid: ${uid}`,
    `supply: ${isPowered ? vddMv : 0} mV`,
    `state: ${state}`,
    ...(faultReason === undefined ? [] : [`fault: ${faultReason}`]),
    `data cache: ${chip.cacheReaders === 'debug' ? 'answers a debugger too (cache=debug)' : 'answers the core alone (cache=core)'}`,
    `time: ${Math.floor(timeUs)} us`,
    `instructions: ${counters.instructions}`,
    `flash operations: ${counters.flashOperations}`,
    `otp operations: ${counters.otpOperations}`,
    `refused operations: ${counters.refusedOperations}`,
    `hard faults: ${counters.hardFaults}`,
    `system resets: ${counters.systemResets}`,
    `debug accesses: ${counters.debugAccesses}`,
  ].join('\n');
}
