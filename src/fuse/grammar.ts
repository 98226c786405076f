import { OtpforgeError } from '../errors/index.js';
import { wordCount } from '../mp1/index.js';
import type { FuseWish } from './request.js';

/** How STM32CubeProgrammer names words: `-otp write`, `-otp lock` and `-otp fwrite` of structure v2, without the minus. */
export type FuseVerb = 'write' | 'lock' | 'fwrite';

export interface FuseArguments {
  readonly wishes: readonly FuseWish[];
  /** Of fwrite: the file, and the word that it begins at. */
  readonly data?: { readonly file: string; readonly word: number; readonly lock: boolean };
  /** Sticky locks that were asked for; they are refused with a reason. */
  readonly sticky: readonly number[];
}

/**
 * Reads the words of a command line. Nothing looser than STM32CubeProgrammer's grammar is taken, and what that tool takes
 * without doing it is named. Errors: USAGE.
 */
export function parseFuseArguments(verb: FuseVerb, args: readonly string[]): FuseArguments {
  const [first] = args;
  const lock = verb !== 'lock' && first === 'lock';
  const rest = lock ? args.slice(1) : args;
  for (const arg of rest) refuseKnownSlips(arg);
  if (verb === 'fwrite') return fwrite(rest, lock);
  const wishes: FuseWish[] = [];
  const sticky: number[] = [];
  let open: number | undefined;
  const close = (value?: number): void => {
    if (open === undefined) return;
    if (verb === 'write' && value === undefined) throw usage(`word=${open} has no value`, verb);
    wishes.push({
      word: open,
      ...(value !== undefined && { value }),
      ...((lock || verb === 'lock') && { lock: true }),
    });
    open = undefined;
  };
  for (const arg of rest) {
    const [, key, text = ''] = /^(word|value|status)=(.*)$/.exec(arg) ?? [];
    if (key === 'word') {
      close();
      open = wordNumber(text, verb);
    } else if (key === 'value' && verb === 'write' && open !== undefined) close(hexValue(text, verb));
    else if (key === 'status' && wishes.length > 0) sticky.push(...stickyBits(text, wishes.at(-1)!.word));
    else throw usage(`${JSON.stringify(arg)} is not expected here`, verb);
  }
  close();
  return { wishes, sticky };
}

function fwrite(rest: readonly string[], lock: boolean): FuseArguments {
  const [file, start, ...more] = rest;
  const [, text] = /^word=(.*)$/.exec(start ?? '') ?? [];
  if (file === undefined || text === undefined || more.length > 0 || /^(word|value)=/.test(file)) {
    throw usage('fwrite takes one file and the word that it begins at', 'fwrite');
  }
  return { wishes: [], data: { file, word: wordNumber(text, 'fwrite'), lock }, sticky: [] };
}

/** Spellings that STM32CubeProgrammer has taken at some time, or that look as if it did. */
function refuseKnownSlips(arg: string): void {
  const v1 = /^(program|wordID|sh|pl|lock)(=|$)/i.exec(arg);
  if (v1?.[1]?.toLowerCase() === 'program' || v1?.[1]?.toLowerCase() === 'wordid') {
    throw new OtpforgeError('USAGE', {
      message: `${JSON.stringify(arg)} is the spelling of OTP structure v1: with v2 STM32CubeProgrammer reports success for it and writes nothing`,
      remedy: 'Write otpforge mp1 write word=<id> value=<0x…>.',
      details: { argument: arg },
    });
  }
  if (/^-?-?otp$/i.test(arg) || /^(-?displ|-c|port=.*)$/i.test(arg)) {
    throw new OtpforgeError('USAGE', {
      message: `${JSON.stringify(arg)} is for STM32CubeProgrammer itself`,
      remedy:
        'otpforge mp1 write|lock|fwrite takes what follows -otp write, lock or fwrite; otpforge mp1 show displays.',
      details: { argument: arg },
    });
  }
}

function wordNumber(text: string, verb: FuseVerb): number {
  const word = /^(0x[0-9a-f]{1,2}|0|[1-9][0-9]?)$/i.test(text) ? Number(text) : Number.NaN;
  if (word < wordCount) return word;
  throw usage(`word=${text}: expected a word of 0 to ${wordCount - 1}, decimal or 0x…`, verb);
}

function hexValue(text: string, verb: FuseVerb): number {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number(text);
  throw usage(
    `value=${text}: expected 0x and 1 to 8 hexadecimal digits; without 0x nobody can tell 10 from 16`,
    verb,
  );
}

/** The words of which bits 27 to 29 were asked for; bits 30 and 31 have a grammar of their own. */
function stickyBits(text: string, word: number): readonly number[] {
  const bits = /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(bits)) throw usage(`status=${text}: expected 0x and 1 to 8 hexadecimal digits`, 'write');
  if ((bits & 0x3800_0000) !== 0) return [word];
  throw usage(`status=${text}: otpforge makes the status itself; ask for a lock by "lock"`, 'write');
}

function usage(message: string, verb: FuseVerb): OtpforgeError {
  const grammar = {
    write: 'otpforge mp1 write [lock] word=<id> value=<0x…> [word=<id> value=<0x…> …] -o FILE',
    lock: 'otpforge mp1 lock word=<id> [word=<id> …] -o FILE',
    fwrite: 'otpforge mp1 fwrite [lock] <file> word=<id> -o FILE',
  }[verb];
  return new OtpforgeError('USAGE', { message, remedy: grammar });
}
