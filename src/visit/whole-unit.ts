import { OtpforgeError } from '../errors/index.js';
import type { KnownUnit } from '../ledger/index.js';
import type { Content, ContentKind } from './content.js';
import { whereText } from './refusal.js';

/**
 * Refuses a chip that does not hold all that the ledger gave it, whole and with its checks right. What is damaged and no field
 * needs does not count. Errors: IDENTITY_INCOMPLETE, IDENTITY_DIFFERS.
 */
export function refuseUnlessWhole(content: Content, uid: string, { unit }: Pick<KnownUnit, 'unit'>): void {
  const { kind } = content;
  if (kind === 'whole') return;
  const code = kind === 'foreign' ? 'IDENTITY_DIFFERS' : 'IDENTITY_INCOMPLETE';
  throw new OtpforgeError(code, {
    message: `${texts[kind]}${whereText(content)}; die ${uid} is unit ${unit}, which stays failed`,
    remedy: remedies[code],
    details: { uid, unit, content: kind },
  });
}

const texts: Readonly<Record<Exclude<ContentKind, 'whole'>, string>> = {
  unreadable: 'the chip does not let its OTP be read',
  damaged: 'what a field needs cannot be read',
  foreign: 'the chip holds something that the ledger did not give it',
  blank: 'the chip is blank',
  part: 'the chip holds only a part of its values',
};

const remedies = {
  IDENTITY_INCOMPLETE:
    'Present the board with otpforge unit, which goes on with it where the chip still can. Else scrap the unit.',
  IDENTITY_DIFFERS: 'Set the board aside: another tool wrote to it.',
};
