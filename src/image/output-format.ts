import { extname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';

/** Refuses an output whose name says that it is not the Intel HEX it would hold. Errors: IMAGE_OUTPUT_FORMAT. */
export function refuseOtherFormat(output: string): void {
  const extension = extname(output).toLowerCase();
  if (!['.bin', '.elf', '.axf', '.s19', '.srec', '.mot'].includes(extension)) return;
  throw new OtpforgeError('IMAGE_OUTPUT_FORMAT', {
    message: `${output}: the output is Intel HEX, which a ${extension} file is not`,
    remedy: 'Name it .hex; convert it afterwards if another format is needed.',
    details: { file: output },
  });
}
