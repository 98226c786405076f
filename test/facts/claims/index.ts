import type { Claim } from './claim.js';
import { controllerClaims } from './controller.js';
import { identityClaims } from './identity.js';
import { lineClaims } from './lines.js';
import { otpClaims } from './otp.js';

export type { Claim } from './claim.js';

export const bankClaims: readonly Claim[] = [
  ...controllerClaims,
  ...otpClaims,
  ...identityClaims,
  ...lineClaims,
];
