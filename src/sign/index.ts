export { encodeSigned } from './encode-signed.js';
export { sign } from './sign.js';
export type { Signer, SignerCommand, Signers, SignFunction, SignRequest } from './signer.js';
