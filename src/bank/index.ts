export { flashRange, otpRange } from './areas.js';
export { type Device, findBank, findDevice, listDevices, servedDevices } from './device.js';
export {
  defaultBankFolders,
  type LoadedBank,
  loadBank,
  loadBanks,
  ownBanksFolder,
  parseBank,
} from './load.js';
export { type Bank, type BankLine, bankFormat, bankSchema } from './schema.js';
