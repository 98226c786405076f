export { isSuffixed } from './device-name.js';
export { type FamilyMatch, familyOf, findFamily, listedDevices } from './find.js';
export type {
  FamilyFacts,
  FamilyLine,
  FamilyRecord,
  Knowledge,
  Known,
  OtpAccess,
  OtpArea,
  OtpLocks,
  OtpRecord,
  ProtectionLevel,
  Question,
  ReadProtection,
  ToolFault,
  Unserved,
} from './record.js';
export { familyRecords } from './records.js';
