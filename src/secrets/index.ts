export { saltedImageHash } from './image-hash.js';
export { knownStateKey, stateKey } from './key.js';
export { keyedBytes, keyedValue } from './keyed-value.js';
export { secretsOf } from './of-layout.js';
export { redactError } from './redact-error.js';
export { Secrets } from './secrets.js';
