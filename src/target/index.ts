export type { AccessWidth, FlashProgress } from './access.js';
export { coreRegisters, registersInOrder } from './register-order.js';
export type { RegisterName, RegisterValues } from './registers.js';
