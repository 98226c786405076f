export { eraseSector } from './erase-sector.js';
export type {
  NoteEvent,
  OnProgress,
  Phase,
  PlannedEvent,
  ProgressEvent,
  RunEvent,
  WritingEvent,
} from './events.js';
export { inPhase } from './events.js';
export { exampleRefusals, exampleSerial } from './example-unit.js';
export { fillPartialUnits } from './fill.js';
export { findChipDevice } from './find-device.js';
export { imageSha256, sha256 } from './hash.js';
export {
  type ChipIdentity,
  type InspectedChip,
  identityRefusals,
  inspectChip,
  readDie,
  readUid,
} from './identify.js';
export { halfProgrammed, type InFlight } from './in-flight.js';
export { type EccState, type OtpContents, readOtpContents } from './otp-contents.js';
export { otpReader } from './otp-reader.js';
export { areaOf, makePlan, unitRefusals, unitsToBurn } from './plan.js';
export {
  type JournalNote,
  type PlanDocument,
  type PlanUnitDocument,
  type PlanValue,
  planDocument,
  unitDocument,
} from './plan-document.js';
export { checkPlanHash, planHash, planHashText } from './plan-hash.js';
export type {
  AlikeDies,
  FuseWarning,
  PastVerdict,
  Plan,
  PlanArea,
  PlanChip,
  PlanLoader,
  PlannedFuses,
  PlanReason,
  PlanUnit,
  Refusal,
  RefusalCode,
  UnitBytes,
  UnitState,
} from './plan-types.js';
export { planUnits } from './plan-units.js';
export { type ProgramOptions, programUnit } from './program.js';
export { type ChipOtp, readChipOtp } from './read-otp.js';
export { gapRefusal, gapsOf } from './regions.js';
export type { EccFinding, ProgramReport, ReadBackRange, VerifyReport } from './report.js';
export {
  type ReadBackRangeDocument,
  type ReportDocument,
  type ReportExtras,
  reportDocument,
  type UnitVerdict,
  type VerifyDocument,
  verifyDocument,
} from './report-document.js';
export { sectorRefusals, withoutFirmware } from './sector-firmware.js';
export type { KeepSector, KeptSector } from './sector-guard.js';
export { type BurnRequest, type FoundUnit, inFlightOn, type PlannedChip, planChip } from './session.js';
export type { ReadOtp, UnitJudge } from './unit-judge.js';
export { dataStep, firmwareStep, isDataStep, lockStep, mayHaveCutAUnit, StepError } from './unit-run.js';
export { verifyUnit } from './verify.js';
