import type { Claim } from './claim.js';
import { eccClaims } from './ecc.js';
import { identityClaims } from './identity.js';
import { lineClaims } from './lines.js';
import { otpClaims } from './otp.js';
import { powerClaims } from './power.js';
import { sectorClaims } from './sector.js';

export type { Claim } from './claim.js';
export { controllerClaims } from './controller.js';

export const bankClaims: readonly Claim[] = [
  ...otpClaims,
  ...sectorClaims,
  ...eccClaims,
  ...identityClaims,
  ...powerClaims,
  ...lineClaims,
];
