export { type BankSummary, type BanksDocument, type BanksOptions, banks } from './api/banks.js';
export { type BuildDocument, type BuildOptions, build } from './api/build.js';
export { type CheckDumpDocument, type CheckDumpOptions, checkDump } from './api/check-dump.js';
export { type CheckTableOptions, checkTable, type TableDocument } from './api/check-table.js';
export { type DemoDocument, type DemoOptions, type DemoStep, demo } from './api/demo.js';
export { type DoctorDocument, type DoctorOptions, doctor } from './api/doctor.js';
export {
  type ExportCommanderDocument,
  type ExportCommanderOptions,
  exportCommanderScripts,
} from './api/export-commander.js';
export {
  type ExportHostDocument,
  type ExportHostOptions,
  exportForHost,
  type FolderHost,
} from './api/export-host.js';
export {
  type ExportJlinkDocument,
  type ExportJlinkOptions,
  exportJlinkDevices,
} from './api/export-jlink.js';
export {
  type ExportOpenocdDocument,
  type ExportOpenocdOptions,
  exportOpenocdScript,
} from './api/export-openocd.js';
export {
  type ExportPackDocument,
  type ExportPackOptions,
  exportCmsisPack,
} from './api/export-pack.js';
export { type InitDocument, type InitOptions, init } from './api/init.js';
export { type InspectDocument, type InspectOptions, inspect } from './api/inspect.js';
export {
  type InstallDocument,
  type InstallOptions,
  install,
  type UninstallDocument,
  type UninstallOptions,
  uninstall,
} from './api/install.js';
export {
  interruptedRuns,
  type JournalListDocument,
  type JournalListOptions,
  type JournalOptions,
  type JournalVerifyDocument,
  listJournal,
  verifyJournal,
} from './api/journal.js';
export { type LintDocument, type LintOptions, lint } from './api/lint.js';
export type { OnEvent } from './api/listener.js';
export { type MapCall, type MapOptions, map } from './api/map.js';
export {
  type MergeDocument,
  type MergedUnit,
  type MergeOptions,
  type MergeToFileOptions,
  type MergeToImageOptions,
  merge,
} from './api/merge.js';
export type { MergeInput } from './api/merge-input.js';
export { MergedImage, type MergedSegment } from './api/merged-image.js';
export { type OpenTarget, openTarget } from './api/open-target.js';
export { type HistoryOptions, type ImageOptions, type PlanCall, type PlanOptions, plan } from './api/plan.js';
export { type ProgramCall, type ProgramOptions, program } from './api/program.js';
export { type ReadCall, type ReadDocument, type ReadOptions, read } from './api/read.js';
export { type SimulateDocument, type SimulateOptions, type Simulation, simulate } from './api/simulate.js';
export type { TargetOptions } from './api/target.js';
export { type VerifyCall, type VerifyOptions, verify } from './api/verify.js';
export type { BankFolders } from './bank/index.js';
export type {
  NoteEvent,
  Phase,
  PlanArea,
  PlanChip,
  PlanDocument,
  PlannedEvent,
  PlanReason,
  PlanUnitDocument,
  PlanValue,
  ProgressEvent,
  ReadBackRangeDocument,
  Refusal,
  RefusalCode,
  ReportDocument,
  RunEvent,
  UnitState,
  UnitVerdict,
  VerifyDocument,
  WritingEvent,
} from './burn/index.js';
export { type ErrorCode, ExitCode, errorCodes, OtpforgeError } from './errors/index.js';
export type { InterruptedRun, JournalAccess, JournalRun, ReplacedSlot } from './journal/index.js';
export {
  type CellState,
  type MapCells,
  type MapDocument,
  type MapLock,
  mapSvg,
} from './map/index.js';
export type { Medium, Probe, ProbeIdentity, ProbeUri } from './probe/index.js';
