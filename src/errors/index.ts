export { type ErrorCode, errorCodes } from './codes.js';
export { ExitCode } from './exit-codes.js';
export { type JsonValue, OtpforgeError } from './otpforge-error.js';
