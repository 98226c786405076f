import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ProbeFlags } from './probe-flags.js';

/** Says which exit code a command ends with. */
export type Done = (exitCode: number) => void;

export interface CommonFlags {
  readonly json?: boolean;
  readonly banks?: readonly string[];
  readonly controllers?: string;
  readonly config?: string;
}

export interface TargetFlags extends CommonFlags, ProbeFlags {
  readonly probe?: string;
  readonly device?: string;
  readonly trace?: string;
  readonly layout?: string;
}

export interface HistoryFlags {
  readonly journal?: string | false;
  readonly acceptSuspect?: boolean;
  readonly movedFrom?: readonly string[];
}

export interface ImageFlags {
  readonly address?: number;
  readonly raw?: boolean;
  readonly fill?: number;
  readonly lockEmpty?: readonly number[];
  readonly firmwareOnly?: boolean;
}

/** --json, --banks, --controllers and --config, which every command has. */
export function commonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document instead of text')
    .addOption(
      new Option('--banks <dir>', 'more bank descriptions, searched first (repeatable)').argParser(collect),
    )
    .option('--controllers <dir>', 'your own flash controllers, instead of ./otpforge/controllers')
    .option('--config <file>', 'read defaults from this file instead of ./otpforge.yaml');
}

/** What reaches a chip: --probe, --device, --trace, and what stands for options of a probe URI. */
export function targetOptions(command: Command): Command {
  return commonOptions(command)
    .option(
      '--probe <uri>',
      'sim:<device>[,file=<chip>], stlink:[<serial>], cmsis-dap:[<serial>], jlink:[<serial>], openocd:<file.cfg>[,…], pyocd:[<serial>], gdb:<host>:<port> or replay:<trace>',
    )
    .option(
      '--device <name>',
      'the chip, for example STM32L476RG; stlink:, cmsis-dap:, openocd: and pyocd: detect it',
    )
    .option('--layout <file>', 'the layout of the serial data; its secret fields are never shown')
    .option('--trace <file>', 'record every probe call as JSON lines')
    .option('--reset <how>', 'under: connect while the chip is held in reset')
    .option('--jlink-library <file>', 'SEGGER’s library or its folder, instead of the installed one')
    .option('--log <file>', 'let SEGGER’s library write its own log');
}

/** How an image file is read: --address, --raw, --fill and --lock-empty. */
export function imageOptions(command: Command): Command {
  return command
    .option('--address <hex>', 'where a raw binary begins', parseNumber)
    .option('--raw', 'with --address: use the file’s bytes as they are, even a container or Intel HEX')
    .option('--fill <byte>', 'fills up a write unit that the image covers only in part', parseByte)
    .addOption(
      new Option(
        '--lock-empty <block>',
        'lock this block even if nothing is written in it (repeatable)',
      ).argParser((text: string, sofar: readonly number[] = []) => [...sofar, parseNumber(text)]),
    );
}

/** What a plan needs beside the image: --firmware-only, and what earlier runs have done to this die and to others. */
export function historyOptions(command: Command): Command {
  return command
    .option('--firmware-only', 'accept an image without OTP data, although the layout has fields')
    .option('--journal <file>', 'the journal file, instead of the one in the state folder')
    .option('--no-journal', 'do not read or write the journal')
    .option(
      '--accept-suspect',
      'trust write-once units that an interrupted run may have left half-programmed',
    )
    .addOption(
      new Option(
        '--moved-from <uid>',
        'this die is scrapped: give its values to the one on the probe (repeatable)',
      ).argParser((text: string, sofar: readonly string[] = []) => [...sofar, parseUid(text)]),
    );
}

export interface VerboseFlag {
  readonly verbose?: boolean | undefined;
}

/** --verbose, which adds addresses and bytes to a screen. */
export function verboseOption(command: Command): Command {
  return command.option('--verbose', 'show addresses and bytes too');
}

/** --bank, which chooses banks by name. */
export function bankOption(command: Command): Command {
  return command.addOption(
    new Option('--bank <name>', 'a bank, by name or device (repeatable; default: all)').argParser(collect),
  );
}

/** A unique ID as the journal writes it. A mistyped one would be of no die, and nobody would hear of it. */
export function parseUid(text: string): string {
  if (/^[0-9a-f]+$/i.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('expected hexadecimal digits, as otpforge journal list shows them');
}

/** A number as 0x… or decimal. */
export function parseNumber(text: string): number {
  const value = /^(?:0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value <= 0xffffffff) return value;
  throw new InvalidArgumentError('expected a number such as 0x1FFF7800 or 42');
}

export function parseByte(text: string): number {
  const value = parseNumber(text);
  if (value <= 0xff) return value;
  throw new InvalidArgumentError('expected a byte, 0x00 to 0xFF');
}

/** Gathers a repeatable option. */
export function collect(value: string, sofar: readonly string[] = []): readonly string[] {
  return [...sofar, value];
}
