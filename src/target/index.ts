export type { AccessWidth, FlashProgress } from './access.js';
export { coreOfPart, cpuidAddress, isCore, partOfCore, partOfCpuid } from './cores.js';
export { coreRegisters, registersInOrder } from './register-order.js';
export type { RegisterName, RegisterValues } from './registers.js';
export { uidBytes, uidPattern, uidText } from './uid.js';
