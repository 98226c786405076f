export {
  type BankSummary,
  type BanksDocument,
  type BanksOptions,
  banks,
  type ControllerSummary,
} from './api/banks.js';
export { type BuildDocument, type BuildOptions, build } from './api/build.js';
export { type CheckDumpDocument, type CheckDumpOptions, checkDump } from './api/check-dump.js';
export { type CheckTableOptions, checkTable, type TableDocument } from './api/check-table.js';
export { type DemoDocument, type DemoOptions, type DemoStep, demo } from './api/demo.js';
export type { DieOptions } from './api/die-options.js';
export { type DoctorDocument, type DoctorOptions, doctor } from './api/doctor.js';
export { type ExplainOptions, explain } from './api/explain.js';
export type { ExportBanksOptions } from './api/export-banks.js';
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
  type JlinkDevicesOptions,
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
export {
  type HwcheckDocument,
  type HwcheckOptions,
  type HwcheckReviewDocument,
  type HwcheckReviewOptions,
  hwcheck,
  reviewHwcheck,
} from './api/hwcheck.js';
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
export {
  type HeaderFile,
  type LayoutHeaderDocument,
  type LayoutHeaderOptions,
  layoutHeader,
} from './api/layout-header.js';
export {
  type AcceptOptions,
  acceptLedgerClock,
  acceptShown,
  acceptUnit,
} from './api/ledger-accept.js';
export { type AdoptOptions, adoptUnit, type LedgerAdoptDocument } from './api/ledger-adopt.js';
export {
  backupLedger,
  type LedgerBackupDocument,
  type LedgerBackupOptions,
} from './api/ledger-backup.js';
export {
  type LedgerChangeDocument,
  type LedgerChangeOptions,
  type ReplaceOptions,
  releaseUnit,
  replaceUnit,
  scrapUnit,
} from './api/ledger-change.js';
export {
  exportLedger,
  type LedgerExportDocument,
  type LedgerExportOptions,
} from './api/ledger-export.js';
export {
  importLedgerLog,
  type LedgerImportDocument,
  type LedgerImportOptions,
} from './api/ledger-import.js';
export { type LedgerKeyDocument, type LedgerKeyOptions, ledgerKey } from './api/ledger-key.js';
export {
  type LedgerLoadDocument,
  type LedgerLoadOptions,
  loadLedgerRows,
} from './api/ledger-load.js';
export {
  type LedgerReportDocument,
  type LedgerReportOptions,
  type ReportTotals,
  reportLedger,
} from './api/ledger-report.js';
export {
  type LedgerRestoreDocument,
  type LedgerRestoreOptions,
  restoreLedger,
} from './api/ledger-restore.js';
export { type LedgerShowDocument, type LedgerShowOptions, ledgerShow } from './api/ledger-show.js';
export {
  initLedger,
  type LedgerInitOptions,
  type LedgerStatusDocument,
  type LedgerStatusOptions,
  ledgerStatus,
} from './api/ledger-status.js';
export type {
  ShownEvent,
  ShownUnit,
  StageSummary,
  UnitSummary,
  ValueSummary,
} from './api/ledger-units.js';
export {
  type LedgerVerifyDocument,
  type LedgerVerifyOptions,
  ledgerVerify,
  type PoolAccount,
  type SealedAccount,
} from './api/ledger-verify.js';
export {
  type LineCheckDocument,
  type LineCheckOptions,
  type LineCheckWarning,
  lineCheck,
} from './api/line-check.js';
export type { LineProbeOptions } from './api/line-probe.js';
export { type LineTrustDocument, type LineTrustOptions, lineTrust } from './api/line-trust.js';
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
export type { SelectedArea, SelectionOptions } from './api/merge-selection.js';
export { MergedImage, type MergedSegment } from './api/merged-image.js';
export { type Mp1DiffOptions, mp1Diff } from './api/mp1-diff.js';
export type { FuseFileOptions } from './api/mp1-input.js';
export type { FuseRequestOptions } from './api/mp1-request.js';
export { type Mp1MapOptions, type Mp1ShowOptions, mp1Map, mp1Show } from './api/mp1-show.js';
export {
  type FusePlanDocument,
  type FusePlanOptions,
  type FuseWriteDocument,
  type FuseWriteOptions,
  planFuses,
  writeFuses,
} from './api/mp1-write.js';
export type { SourceState } from './api/next-values.js';
export { type OpenTarget, openTarget } from './api/open-target.js';
export { type HistoryOptions, type ImageOptions, type PlanCall, type PlanOptions, plan } from './api/plan.js';
export { type ProgramCall, type ProgramOptions, program } from './api/program.js';
export { type ReadCall, type ReadDocument, type ReadOptions, read } from './api/read.js';
export type { EvidenceFiles as LedgerEvidence } from './api/restore-evidence.js';
export type { Skipped as LedgerSkipped } from './api/restore-skips.js';
export { type SectorEraseDocument, type SectorEraseOptions, sectorErase } from './api/sector-erase.js';
export {
  type CacheReaders,
  type SimulateDocument,
  type SimulateOptions,
  type Simulation,
  simulate,
} from './api/simulate.js';
export type { TableUnit, TableUnitField } from './api/table-units.js';
export type { TargetOptions } from './api/target.js';
export { type UnitOptions, unit } from './api/unit.js';
export type { UnitDataOptions } from './api/unit-data.js';
export type { VisitDocument } from './api/unit-document.js';
export type { UnitExportOptions, UnitFileOptions } from './api/unit-export.js';
export { type VerifyCall, type VerifyOptions, verify } from './api/verify.js';
export type { BankFolders, BankWarning, LockState, ReservedSector } from './bank/index.js';
export type { BuildReport, BuiltLoader } from './build/build.js';
export type {
  AlikeDies,
  EccState,
  FuseWarning,
  JournalNote,
  NoteEvent,
  Phase,
  PlanArea,
  PlanChip,
  PlanDocument,
  PlannedEvent,
  PlannedFuses,
  PlanReason,
  PlanUnit,
  PlanUnitDocument,
  PlanValue,
  ProgressEvent,
  ReadBackRangeDocument,
  Refusal,
  RefusalCode,
  ReportDocument,
  RunEvent,
  UnitBytes,
  UnitState,
  UnitVerdict,
  VerifyDocument,
  WritingEvent,
} from './burn/index.js';
export type { JobResult } from './burn/job.js';
export type { Finding as DoctorFinding } from './doctor/finding.js';
export {
  type ErrorCode,
  type ErrorFacts,
  type ErrorMemory,
  ExitCode,
  errorCodes,
  type JsonValue,
  type MemoryValue,
  OtpforgeError,
} from './errors/index.js';
export type { BankOfDevice, ExplainDocument } from './explain/index.js';
export type { DumpVerdict } from './export/commander-dump.js';
export type { Step as CommanderStep } from './export/commander-steps.js';
export type { ExportHost, ExportManifest } from './export/export-manifest.js';
export type {
  Knowledge,
  Known,
  OtpAccess,
  OtpArea,
  OtpLocks,
  ProtectionLevel,
  Question,
  ReadProtection,
  ToolFault,
} from './family/index.js';
export type { CopiedLine } from './fuse/dfu/lines.js';
export type { FuseWish } from './fuse/request.js';
export type {
  CheckStart as HwcheckStart,
  Row as HwcheckRow,
  StageId as HwcheckStage,
  Verdict as HwcheckVerdict,
} from './hwcheck/index.js';
export type {
  BoundTo,
  ImageRange,
  ImageWarning,
  LeftOut,
  MergeReport,
  Origin as ImageOrigin,
  ReportedRange,
  ReportedStart,
  Source as ImageSource,
  StartAddress,
  StartChoice,
  StartFile,
} from './image/index.js';
export type { InstallReport } from './install/install.js';
export type { UninstallReport } from './install/uninstall.js';
export type { PerhapsBurnt } from './journal/burnt.js';
export type { BadLine } from './journal/chain.js';
export type {
  BeginLine,
  EndLine,
  ErasedSector,
  InterruptedRun,
  JournalAccess,
  JournalCheck,
  JournalRun,
  JournalValue,
  ReplacedSlot,
} from './journal/index.js';
export type {
  BitValues,
  ChosenSlot,
  CsvSource,
  DecodedField,
  DecodedSlot,
  EntryKey,
  FieldInput,
  FieldSpec,
  FieldType,
  FlatValues,
  LayoutWarning,
  RowChoice,
  SlotPlace,
  SlotState,
  TableForm,
  UnitValues,
  UnreadSlot,
} from './layout/index.js';
export type { BrokenChain } from './ledger/events.js';
export type { DieId, Medium as LedgerMedium, PoolSpec, StageState, ValueSource } from './ledger/index.js';
export type { Account, PoolState } from './ledger/pools/account.js';
export type { SkipReason } from './ledger/pools/skip-reasons.js';
export type { SealedFor } from './ledger/seal.js';
export type { InClearBatch } from './ledger/units/in-clear.js';
export type { KnownVisit } from './ledger/units/visits.js';
export type { Covered } from './line/index.js';
export type { Breach as LoaderBreach, Host as LoaderHost, Severity } from './loader/contract/breach.js';
export type { FlashDevice, FlashSector } from './loader/flash-device.js';
export type { LintReport, LoaderOrigin } from './loader/index.js';
export type { ProjectFile } from './loader/project-files.js';
export {
  type CellState,
  type MapCells,
  type MapDocument,
  type MapLock,
  mapSvg,
  type PlannedChange,
} from './map/index.js';
export type {
  BsecState,
  DiffSide as Mp1DiffSide,
  FileOutcome as FuseOutcome,
  FuseChange as Mp1WordChange,
  FuseForm,
  FuseKnowledge,
  Meaning as FuseMeaning,
  Mp1DiffDocument,
  Mp1Line,
  Mp1ShowDocument,
  ShownWord as Mp1ShownWord,
  WordOutcome,
  WordRange,
  WordRequest as Mp1WordRequest,
  WordSide as Mp1WordSide,
} from './mp1/index.js';
export type { CutOffRun, Medium, ProbeIdentity, ProbeScheme, ProbeUri } from './probe/index.js';
export type { AddressRange } from './range/index.js';
export type { RehearseWhen } from './rehearsal/index.js';
export type { Signer, SignerCommand, Signers, SignFunction, SignRequest } from './sign/index.js';
