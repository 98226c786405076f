import type { Device, LoadedBank } from '../bank/index.js';
import { serverKinds } from './gdb/server-kinds.js';
import type { Probe } from './probe.js';
import type { ProbeUri } from './uri.js';

/** What is behind a probe: a chip, a model of one, or the record of a run. */
export type Medium = 'silicon' | 'simulated' | 'replayed';

/** An option whose value names a file. */
export interface FileOption {
  /** What the file is to the run: "the log". */
  readonly what: string;
  readonly written: boolean;
  /** It runs code of its own, or is written by code that we do not know: no project may name it. */
  readonly trusted?: true;
  /** Several with commas between them, some of which may be names within the program that reads them. */
  readonly several?: true;
}

/** What the value of an option is: one of some words, a file, or anything else. */
export type OptionUse = 'value' | { readonly oneOf: readonly string[] } | FileOption;

/** The file that the value of an option names; undefined where it names none. */
export function fileOption(use: OptionUse | undefined): FileOption | undefined {
  return typeof use === 'object' && 'what' in use ? use : undefined;
}

export interface OpenContext {
  readonly banks: readonly LoadedBank[];
  /** The chip that the command is for; a probe that cannot tell it must be told. */
  readonly device: Device | undefined;
  /** What becomes of a simulated chip whose file is not there: it is made and named, or refused. */
  readonly newChip: NewChip;
}

export type NewChip = 'refuse' | ((file: string) => void);

/** One kind of probe: everything that depends on the word before the colon. */
export interface ProbeKind {
  readonly medium: Medium;
  /** The file that stands right behind the colon, where it is one. */
  readonly target?: FileOption;
  readonly options: Readonly<Record<string, OptionUse>>;
  /** How it is written, as text. */
  readonly usage: string;
  /** Without a device it opens a session that is good for finding out which one is there. */
  readonly findsDevice?: true;
  /** What it says of the supply is measured at each `identify`, and not only when it was opened. */
  readonly seesSupply?: true;
  /** It opens a session also with a chip at read protection level 2, and tells it from one without supply. */
  readonly reachesClosed?: true;
  /** Each back end is loaded only when it is used. */
  open(uri: ProbeUri, context: OpenContext): Promise<Probe>;
}

export type ProbeScheme = 'sim' | 'jlink' | 'stlink' | 'cmsis-dap' | 'openocd' | 'pyocd' | 'gdb' | 'replay';

const reset = { oneOf: ['under', 'normal'] } as const;
const adapterOptions = { speed: 'value', reset, timeout: 'value' } as const;

export const probeKinds: Readonly<Record<ProbeScheme, ProbeKind>> = {
  sim: {
    medium: 'simulated',
    options: {
      file: { what: 'the chip file', written: true },
      fault: 'value',
      cache: { oneOf: ['debug', 'core'] },
      dbgmcu: { oneOf: ['open', 'closed'] },
      call: 'value',
      // Slots may share one: each board is of one slot alone.
      tray: { what: 'the tray', written: false },
      dwell: 'value',
    },
    usage:
      'sim:<device>[,file=<chip file>][,fault=<fault>][,cache=debug|core][,dbgmcu=open|closed][,call=<ms>][,tray=<folder>[,dwell=<ms>]]',
    seesSupply: true,
    reachesClosed: true,
    open: async (uri, { banks, newChip }) => (await import('./sim.js')).openSim(uri, banks, newChip),
  },
  jlink: {
    medium: 'silicon',
    options: {
      speed: 'value',
      reset,
      library: { what: 'SEGGER’s library', written: false, trusted: true },
      log: { what: 'the log', written: true, trusted: true },
      timeout: 'value',
    },
    usage: 'jlink:[<serial>][,speed=<kHz>]',
    seesSupply: true,
    open: async (uri, { device }) => (await import('./jlink/index.js')).openJLink(uri, device),
  },
  stlink: {
    medium: 'silicon',
    options: adapterOptions,
    usage: 'stlink:[<serial>][,speed=<kHz>]',
    findsDevice: true,
    open: async (uri, context) => (await import('./openocd/index.js')).openAdapter('stlink', uri, context),
  },
  'cmsis-dap': {
    medium: 'silicon',
    options: adapterOptions,
    usage: 'cmsis-dap:[<serial>][,speed=<kHz>]',
    findsDevice: true,
    open: async (uri, context) => (await import('./openocd/index.js')).openAdapter('cmsis-dap', uri, context),
  },
  openocd: {
    medium: 'silicon',
    target: { what: 'the OpenOCD script', written: false, trusted: true, several: true },
    options: { timeout: 'value' },
    usage: 'openocd:<file.cfg>[,<file.cfg>…]',
    findsDevice: true,
    open: async (uri, context) => (await import('./openocd/index.js')).openOpenocd(uri, context),
  },
  pyocd: {
    medium: 'silicon',
    options: {
      ...adapterOptions,
      target: 'value',
      // Its flash algorithms run on the chip.
      pack: { what: 'the CMSIS-Pack', written: false, trusted: true },
    },
    usage: 'pyocd:[<serial>][,target=<type>]',
    findsDevice: true,
    open: async (uri, context) => (await import('./pyocd/index.js')).openPyocd(uri, context),
  },
  gdb: {
    medium: 'silicon',
    options: { server: { oneOf: serverKinds }, timeout: 'value' },
    usage: 'gdb:<host>:<port>',
    open: async (uri, { banks }) => (await import('./gdb/index.js')).openGdb(uri, banks),
  },
  replay: {
    medium: 'replayed',
    target: { what: 'the replayed trace', written: false },
    options: {},
    usage: 'replay:<trace file>',
    open: async ({ target }) => (await import('./replay.js')).openReplay(target),
  },
};

/** The kind that a URI names. */
export function kindOf({ scheme }: Pick<ProbeUri, 'scheme'>): ProbeKind {
  return probeKinds[scheme];
}
