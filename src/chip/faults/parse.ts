import { OtpforgeError } from '../../errors/index.js';
import type { Moment } from './schedule.js';

/** Something wrong with a simulated chip, or something that goes wrong with it at a moment. */
export type ChipFault =
  | { readonly kind: 'power' | 'busy' | 'watchdog' | 'half'; readonly moment: Moment }
  | { readonly kind: 'flags' | 'sag'; readonly moment: Moment; readonly value: number }
  | { readonly kind: 'dev-id' | 'flash-size' | 'rdp' | 'vdd' | 'vos' | 'seed'; readonly value: number }
  | { readonly kind: 'deaf' | 'swapped-control' | 'late-breakpoint' | 'zero-hole' | 'moving-uid' }
  | { readonly kind: 'late-busy' | 'late-pending' | 'slow'; readonly value: number }
  | { readonly kind: 'ram'; readonly address: number; readonly bit: number; readonly value: number }
  | { readonly kind: 'dead' | 'spent' | 'weak' | 'damaged'; readonly address: number }
  | { readonly kind: 'stuck'; readonly address: number; readonly value: number }
  | { readonly kind: 'lock-byte'; readonly block: number; readonly value: number };

/** Something that goes wrong between host and chip. Calls count from 1. */
export type ProbeFault =
  | { readonly kind: 'lost'; readonly call: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'other-serial' }
  /** Before the probe is asked for the n-th time what it sees of the board. */
  | { readonly kind: 'supply-off'; readonly call: number }
  | {
      readonly kind: 'flip-read' | 'flip-write';
      /** Counts reads or writes of memory alone. */
      readonly call: number;
      readonly byte: number;
      readonly bit: number;
    };

export type Fault = ChipFault | ProbeFault;

/** Parses what docs/simulated-chip.md calls a fault, several of them joined by "+". Errors: CHIP_FAULT. */
export function parseFaults(text: string): readonly Fault[] {
  return text.split('+').map(parseFault);
}

/** Whether a fault lies between host and chip; any other is the chip's own. */
export function isProbeFault(fault: Fault): fault is ProbeFault {
  return probeFaults.includes(fault.kind);
}

const probeFaults: readonly string[] = ['lost', 'other-serial', 'supply-off', 'flip-read', 'flip-write'];

export function isChipFault(fault: Fault): fault is ChipFault {
  return !isProbeFault(fault);
}

function parseFault(text: string): Fault {
  const [, kind = '', where = '', value = ''] = /^([a-z-]+)(?:@([^=]+))?(?:=(.+))?$/.exec(text) ?? [];
  const form = Object.hasOwn(forms, kind) ? forms[kind] : undefined;
  if (!form) throw badFault(text, `there is no fault ${JSON.stringify(kind || text)}`);
  const fault = form.parse(where, value);
  if (!fault) throw badFault(text, `the form is ${form.form}`);
  return fault;
}

/** The error of a fault that makes no sense, alone or for this chip. */
export function badFault(fault: string, reason: string): OtpforgeError {
  return new OtpforgeError('CHIP_FAULT', {
    message: `fault ${fault}: ${reason}`,
    remedy: `Faults are ${Object.values(forms)
      .map(({ form }) => form)
      .join(', ')}; see otpforge docs simulated-chip#faults.`,
    details: { fault },
  });
}

interface Form {
  readonly form: string;
  /** Undefined when the parts do not fit the form. */
  readonly parse: (where: string, value: string) => Fault | undefined;
}

const momentForm = '<operation>[:<share>] or @<time>us';

const forms: Readonly<Record<string, Form>> = {
  power: atMoment('power'),
  busy: atMoment('busy'),
  watchdog: atMoment('watchdog'),
  half: atMoment('half'),
  flags: atMomentWith('flags', 'bits', 0xffffffff),
  sag: atMomentWith('sag', 'millivolts', 5000),
  'dev-id': setting('dev-id', 0xfff),
  'flash-size': setting('flash-size', 0xffff),
  rdp: setting('rdp', 2),
  vdd: setting('vdd', 5000),
  vos: setting('vos', 3),
  seed: setting('seed', 0xffffffff),
  deaf: plain('deaf'),
  'swapped-control': plain('swapped-control'),
  'late-breakpoint': plain('late-breakpoint'),
  'zero-hole': plain('zero-hole'),
  'moving-uid': plain('moving-uid'),
  'other-serial': plain('other-serial'),
  'late-busy': setting('late-busy', 1000),
  'late-pending': setting('late-pending', 1_000_000),
  slow: setting('slow', 100),
  ram: {
    form: 'ram@<address>.<bit>=<0|1>',
    parse: (where, text) => {
      const [address, bit] = numbers(where, /^(\w+)\.([0-7])$/);
      const value = number(text, 1);
      if (address === undefined || bit === undefined || value === undefined) return undefined;
      return { kind: 'ram', address, bit, value };
    },
  },
  dead: atAddress('dead'),
  spent: atAddress('spent'),
  weak: atAddress('weak'),
  damaged: atAddress('damaged'),
  stuck: {
    form: 'stuck@<address>=<bits>',
    parse: (where, text) => {
      const address = number(where, 0xffffffff);
      const value = number(text, 0xff);
      return address === undefined || !value ? undefined : { kind: 'stuck', address, value };
    },
  },
  'lock-byte': {
    form: 'lock-byte@<block>=<value>',
    parse: (where, text) => {
      const block = number(where, 255);
      const value = number(text, 0xff);
      return block === undefined || value === undefined ? undefined : { kind: 'lock-byte', block, value };
    },
  },
  lost: {
    form: 'lost@<call>[:after]',
    parse: (where, value) => {
      const [, text = '', after] = /^(\w+)(:after)?$/.exec(where) ?? [];
      const call = number(text, 0xffffffff);
      if (!call || value) return undefined;
      return { kind: 'lost', call, when: after ? 'after' : 'before' };
    },
  },
  'supply-off': {
    form: 'supply-off@<call>',
    parse: (where, value) => {
      const call = number(where, 0xffffffff);
      return !call || value ? undefined : { kind: 'supply-off', call };
    },
  },
  'flip-read': flip('flip-read'),
  'flip-write': flip('flip-write'),
};

function atMoment(kind: 'power' | 'busy' | 'watchdog' | 'half'): Form {
  return {
    form: `${kind}@${momentForm}`,
    parse: (where, value) => {
      const moment = parseMoment(where);
      return moment && !value ? { kind, moment } : undefined;
    },
  };
}

function atMomentWith(kind: 'flags' | 'sag', what: string, most: number): Form {
  return {
    form: `${kind}@${momentForm}=<${what}>`,
    parse: (where, text) => {
      const moment = parseMoment(where);
      const value = number(text, most);
      return moment && value !== undefined ? { kind, moment, value } : undefined;
    },
  };
}

function plain(kind: PlainKind): Form {
  return { form: kind, parse: (where, value) => (where || value ? undefined : { kind }) };
}

type PlainKind = 'deaf' | 'swapped-control' | 'late-breakpoint' | 'zero-hole' | 'moving-uid' | 'other-serial';

function setting(kind: SettingKind, most: number): Form {
  return {
    form: `${kind}=<number>`,
    parse: (where, text) => {
      const value = number(text, most);
      return value === undefined || where ? undefined : { kind, value };
    },
  };
}

type SettingKind =
  | 'dev-id'
  | 'flash-size'
  | 'rdp'
  | 'vdd'
  | 'vos'
  | 'seed'
  | 'late-busy'
  | 'late-pending'
  | 'slow';

function atAddress(kind: 'dead' | 'spent' | 'weak' | 'damaged'): Form {
  return {
    form: `${kind}@<address>`,
    parse: (where, value) => {
      const address = number(where, 0xffffffff);
      return address === undefined || value ? undefined : { kind, address };
    },
  };
}

function flip(kind: 'flip-read' | 'flip-write'): Form {
  return {
    form: `${kind}@<call>:<byte>.<bit>`,
    parse: (where, value) => {
      const [call, byte, bit] = numbers(where, /^(\w+):(\w+)\.([0-7])$/);
      if (!call || byte === undefined || bit === undefined || value) return undefined;
      return { kind, call, byte, bit };
    },
  };
}

function parseMoment(text: string): Moment | undefined {
  const [, time] = /^(\d+(?:\.\d+)?)us$/.exec(text) ?? [];
  if (time !== undefined) return { afterUs: Number(time) };
  const [, count = '', share = '0'] = /^(\w+)(?::([01](?:\.\d+)?|0?\.\d+))?$/.exec(text) ?? [];
  const operation = number(count, 0xffffffff);
  const progress = Number(share);
  return operation && progress <= 1 ? { operation, progress } : undefined;
}

function numbers(text: string, form: RegExp): readonly (number | undefined)[] {
  return (form.exec(text) ?? []).slice(1).map((part) => number(part, 0xffffffff));
}

function number(text: string, most: number): number | undefined {
  if (!/^(?:0x[0-9a-fA-F]+|\d+)$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}
