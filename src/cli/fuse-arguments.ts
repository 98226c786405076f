import { OtpforgeError } from '../errors/index.js';
import { type FuseArguments, type FuseVerb, parseFuseArguments as parse } from '../fuse/grammar.js';

/** The words of a command line; a layout replaces them. Errors: USAGE. */
export function parseFuseArguments(
  verb: FuseVerb,
  args: readonly string[],
  layout: string | undefined,
): FuseArguments {
  if (verb !== 'write' || args.length > 0) {
    if (layout === undefined) return parse(verb, args);
    throw usage('--layout replaces words', 'Name words, or a layout.');
  }
  if (layout === undefined)
    throw usage('no word is named', 'otpforge mp1 write word=60 value=0x… --against dump.bin -o values.bin');
  return { wishes: [], sticky: [] };
}

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}
