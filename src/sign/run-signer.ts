import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';
import { runProgram } from './run-program.js';
import { detailsOf, type SignerCommand, type SignRequest } from './signer.js';

const defaultSeconds = 10;

/** What a program gives on standard output within its deadline. Errors: SIGNER_FAILED, SIGNER_TIMEOUT, SIGNER_OUTPUT. */
export async function runSigner(
  { command, timeout = defaultSeconds, folder }: SignerCommand,
  request: SignRequest,
  input: Uint8Array,
): Promise<Uint8Array> {
  const end = await runProgram({ command, timeout, folder }, { input });
  switch (end.ended) {
    case 'well':
      return end.output;
    case 'badly':
      throw failed(request, printable(end.why));
    default:
      throw late(request, timeout);
  }
}

function late(request: SignRequest, seconds: number): OtpforgeError {
  return new OtpforgeError('SIGNER_TIMEOUT', {
    message: `the signer ${request.signer} gave no answer for the field ${request.field} within ${seconds} s, and was ended`,
    remedy: 'Run its command by hand. If it needs longer, give it a "timeout:" in seconds.',
    details: { ...detailsOf(request), seconds },
  });
}

function failed(request: SignRequest, why: string): OtpforgeError {
  return new OtpforgeError('SIGNER_FAILED', {
    message: `the signer ${request.signer} gave nothing for the field ${request.field}: ${why}`,
    remedy:
      'Run its command by hand: what it prints on standard error is not shown here, since it may be secret.',
    details: { ...detailsOf(request), why },
  });
}
