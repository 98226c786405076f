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

/** Errors: USAGE for a table without a row, or a row without a table. */
export function csvRow({
  csv,
  row,
}: {
  readonly csv?: string;
  readonly row?: number;
}): { file: string; row: number } | undefined {
  if (csv !== undefined && row !== undefined) return { file: csv, row };
  if (csv === undefined && row === undefined) return undefined;
  throw usage(
    csv === undefined ? '--row means nothing without --csv' : '--csv needs --row',
    'Give both: --csv units.csv --row 1.',
  );
}

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}
