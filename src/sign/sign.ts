import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { printable } from '../text/printable.js';
import { runSigner } from './run-signer.js';
import { detailsOf, type Signers, type SignRequest } from './signer.js';

/**
 * What a signer makes of some bytes. No message repeats what went in or came out: both may be secret.
 * Errors: SIGNER_UNKNOWN, SIGNER_FAILED, SIGNER_TIMEOUT, SIGNER_OUTPUT.
 */
export async function sign(signers: Signers, request: SignRequest, input: Uint8Array): Promise<Uint8Array> {
  const signer = Object.hasOwn(signers, request.signer) ? signers[request.signer] : undefined;
  if (signer === undefined) throw unknownSigner(signers, request);
  // What a signer does to its input must not change what is burnt.
  const answer: unknown =
    typeof signer === 'function'
      ? await signer(Uint8Array.from(input), request)
      : await runSigner(signer, request, input);
  if (!(answer instanceof Uint8Array)) throw wrongOutput(request, 'gave no bytes');
  if (answer.length === request.length) return Uint8Array.from(answer);
  throw wrongOutput(request, `gave ${count(answer.length, 'byte')}`);
}

function wrongOutput(request: SignRequest, what: string): OtpforgeError {
  return new OtpforgeError('SIGNER_OUTPUT', {
    message: `the signer ${request.signer} ${what}, and the field ${request.field} has ${count(request.length, 'byte')}`,
    remedy: 'It must give the bytes of the field and nothing else: no line end, no text, no other encoding.',
    details: detailsOf(request),
  });
}

function unknownSigner(signers: Signers, request: SignRequest): OtpforgeError {
  const known = Object.keys(signers).map((name) => printable(name));
  const which = known.length > 0 ? `; those set up are ${known.join(', ')}` : '';
  return new OtpforgeError('SIGNER_UNKNOWN', {
    message: `the field ${request.field} is computed by the signer "${printable(request.signer)}", which is not set up here${which}`,
    remedy:
      'Describe it under "signers:" in your own config.yaml (otpforge docs project-file), or give the library’s merge the option signers.',
    details: { ...detailsOf(request), known },
  });
}
