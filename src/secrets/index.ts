export { saltedImageHash } from './image-hash.js';
export { stateKey } from './key.js';
export { secretsOf } from './of-layout.js';
export { redactError } from './redact-error.js';
export { type Keeper, keyedHash, redactPlan, redactUnits } from './redact-plan.js';
export { redactReport, redactVerify } from './redact-report.js';
export { Secrets, type Span } from './secrets.js';
