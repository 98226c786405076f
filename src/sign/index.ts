export { encodeSigned } from './encode-signed.js';
export { type Program, type ProgramEnd, type ProgramRun, runProgram } from './run-program.js';
export { sign } from './sign.js';
export type { Signer, SignerCommand, Signers, SignFunction, SignRequest } from './signer.js';
