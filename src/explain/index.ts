export type { BankOfDevice, ExplainDocument } from './document.js';
export { explainDevice } from './explain.js';
