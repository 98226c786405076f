import { OtpforgeError } from '../../errors/index.js';

/** What is wrong with a pasted text, by its line. */
export function textError(line: number, problem: string, remedy = pasteAgain): OtpforgeError {
  return new OtpforgeError('MP1_TEXT', {
    message: `line ${line}: ${problem}`,
    remedy,
    details: { line },
  });
}

const pasteAgain =
  'Paste the whole output of hexdump, hexdump -C, od, xxd, or STM32_Programmer_CLI -otp displ, or give the binary file.';
