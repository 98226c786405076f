import { distance } from 'fastest-levenshtein';
import { OtpforgeError } from '../../errors/index.js';
import { printable } from '../../text/printable.js';
import type { Fault, Shape } from './kind.js';
import { faultOf } from './kinds.js';

/**
 * Refuses options that a call does not know, lacks, or cannot use: one that is passed over in silence is a wish that was
 * not understood. Errors: OPTION_UNKNOWN, OPTION_MISSING, OPTION_INVALID.
 */
export function checkOptions<Options>(call: string, options: Options, shape: Shape<Options>): void {
  const fault = faultOf(options, shape);
  if (fault) throw faultError(call, fault);
}

/** Refuses options that mean nothing without another one. Errors: OPTION_MISSING. */
export function checkNeeds<Options extends object>(
  call: string,
  options: Options,
  needed: keyof Options & string,
  users: readonly (keyof Options & string)[],
): void {
  if (options[needed] !== undefined) return;
  const user = users.find((name) => options[name] !== undefined);
  if (user === undefined) return;
  throw new OtpforgeError('OPTION_MISSING', {
    message: `${call}: the option ${user} means nothing without ${needed}`,
    remedy: `Give ${needed}, or leave ${user} out.`,
    details: { call, option: needed },
  });
}

function faultError(call: string, fault: Fault): OtpforgeError {
  const at = printable(fault.at);
  const details = { call, option: fault.at };
  switch (fault.problem) {
    case 'unknown':
      return new OtpforgeError('OPTION_UNKNOWN', {
        message: `${call}: unknown option ${at}`,
        remedy: near(fault.name, fault.known),
        details,
      });
    case 'missing':
      return new OtpforgeError('OPTION_MISSING', {
        message: `${call}: the option ${at} is missing`,
        remedy: `Give ${at}: ${fault.expected}.`,
        details,
      });
    case 'invalid':
      return new OtpforgeError('OPTION_INVALID', {
        message: `${call}: ${at === '' ? 'the options are' : `the option ${at} is`} ${fault.found}`,
        remedy: `Give ${fault.expected}.`,
        details,
      });
  }
}

/** Names close to a mistyped one, or else all of them. */
function near(name: string, known: readonly string[]): string {
  const meant = known.filter((each) => distance(each.toLowerCase(), name.toLowerCase()) <= 2);
  if (meant.length > 0) return `Did you mean ${meant.join(' or ')}?`;
  return `The options are ${known.join(', ') || '(none)'}.`;
}
