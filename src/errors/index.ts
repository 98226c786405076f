export { type ErrorCode, errorCodes, factsOf, isErrorCode } from './codes.js';
export { ExitCode } from './exit-codes.js';
export type { ErrorFacts } from './facts.js';
export type { JsonValue } from './json.js';
export type { ErrorMemory, MemoryValue, Show } from './memory.js';
export { around, type ErrorOptionsOf, OtpforgeError } from './otpforge-error.js';
