import type { Signer, SignerCommand, Signers } from '../../sign/index.js';
import type { Kind } from './kind.js';
import { callback, either, kind, need, shaped, text } from './kinds.js';
import { isPlainObject } from './unit-values.js';

const command = kind<readonly string[]>(
  'a list of texts: a program and its arguments',
  (value) => Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string'),
);
const seconds = kind<number>(
  'a number of seconds above 0 and up to 3600',
  (value) => typeof value === 'number' && value > 0 && value <= 3600,
);

const signer: Kind<Signer> = either(
  callback<Signer>(),
  shaped<SignerCommand>({ command: need(command), timeout: seconds, folder: text }),
);

/** Signers by their names, each of which is judged. */
export const signersKind: Kind<Signers> = {
  expected: 'a plain object of signers by name',
  needed: false,
  fault(value, at) {
    if (!isPlainObject(value)) return kind(this.expected, isPlainObject).fault(value, at);
    for (const [name, each] of Object.entries(value)) {
      const fault = signer.fault(each, `${at}.${name}`);
      if (fault) return fault;
    }
    return undefined;
  },
};
