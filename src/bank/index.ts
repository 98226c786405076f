export { flashRange, otpRange } from './areas.js';
export { type Device, findBank, findDevice, listDevices, servedDevices } from './device.js';
export { type BankFolders, defaultBankFolders, ownBanksFolder } from './folders.js';
export { type LoadedBank, loadBank, loadBanks, parseBank } from './load.js';
export { refuseUnknownBlocks } from './lock-blocks.js';
export { type ChipFacts, devicesOfChip, idcodePlaces, sharedDevice } from './matching.js';
export { executableRam, placesOf, type RamRegion, ramOf } from './ram.js';
export { type Bank, type BankLine, bankFormat, bankSchema } from './schema.js';
