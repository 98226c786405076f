import type { Bank } from '../bank/index.js';
import type { Knowledge } from '../family/index.js';
import { hex32 } from '../text/hex.js';

/** What a bank says of its reserved sector: which one it is, what protects it, and what takes it away. */
export function sectorFacts(bank: Bank): Pick<Knowledge, 'where' | 'locks' | 'questions' | 'notVerified'> {
  return {
    where: [
      `Sector ${bank.sector?.number} of flash bank ${bank.sector?.flashBank}: the last one of the main flash, so that firmware keeps one range. The chip has no OTP; the address is that of this part.`,
    ],
    locks: [
      `Write protection: ${bitText(bank)}. 0 protects the sector. Clear it once the identity is verified: a protected sector cannot be programmed. It stops an erase by mistake, but code that changes option bytes can lift it.`,
      'otpforge sets no option bytes.',
    ],
    questions: [
      {
        question: 'What erases it?',
        answer: [
          'An update by sectors leaves it alone, if its list of sectors leaves it out. A mass erase takes it, of the chip or of its flash bank, and so does Readout Unprotect. Write Unprotect of ST’s boot loader takes the write protection off. See otpforge docs identity-without-otp.',
        ],
      },
      {
        question: 'Can it be rewritten during development?',
        answer: ['Yes, by erasing all of it: otpforge sector erase. OTP never can.'],
      },
    ],
    notVerified: ['That the write protection saves the sector from a mass erase.'],
  };
}

/** The option bit that protects the sector, by the names of the reference manual. */
function bitText({ preconditions, sector, controller, flashInterface }: Bank): string {
  const field = preconditions.find(({ name }) => name === 'write protection');
  if (!field) return 'not described by the bank';
  const known = Object.entries(flashInterface?.registers ?? {});
  const [name] = known.find(([, offset]) => controller.base + offset === field.register) ?? ['register'];
  return `bit ${field.shift} of ${name}${sector?.flashBank} (${hex32(field.register)})`;
}
