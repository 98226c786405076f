export {
  type AreaName,
  areaName,
  flashParts,
  flashRange,
  isSector,
  largestDevice,
  otpRange,
} from './areas.js';
export type {
  Bank,
  BankEcc,
  BankLine,
  ChipPeripherals,
  DebugPortIds,
  EccRegister,
  OtpBank,
  Precondition,
  ProtectedArea,
  ProtectionField,
  ProtectionLevel,
  RegisterBit,
  ReservedSector,
} from './bank.js';
export { debugPortOf } from './debug-port.js';
export { answerFor, type Device, findBank, findDevice, listDevices, servedDevices } from './device.js';
export { type BankFolders, defaultBankFolders, ownBanksFolder, withControllers } from './folders.js';
export { halfWritten, isHalfWritten } from './half-unit.js';
export { bankOfLine } from './line-bank.js';
export { type BankListing, listingOf } from './listing.js';
export { type LoadedBank, loadBank, loadBanks } from './load.js';
export { refuseUnknownBlocks } from './lock-blocks.js';
export { blockOfAddress, type LockState, lockState } from './lock-state.js';
export { type FlashLayout, flashLayout, type MainFlash, type Sector } from './main-flash.js';
export { type ChipFacts, devicesOfChip, idcodePlaces, sharedDevice } from './matching.js';
export { parseBank } from './parse.js';
export { type LevelOfChip, openValue, protectionLevel } from './protection.js';
export { executableRam, placesOf, type RamRegion, ramOf } from './ram.js';
export { bankFormat, bankSchema } from './schema.js';
export { type BankWarning, bankWarnings, lackOfWitness, witnessesOf } from './witness.js';
