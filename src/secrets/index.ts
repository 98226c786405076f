export { saltedImageHash } from './image-hash.js';
export { stateKey } from './key.js';
export { secretsOf } from './of-layout.js';
export { redactError } from './redact-error.js';
export { Secrets } from './secrets.js';
