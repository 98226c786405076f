export type { Bench, Check, Pull } from './bench.js';
export { killBurn } from './kill-burn.js';
export { type Found, type LiveOptions, runLive } from './live.js';
export {
  type HwcheckReport,
  hwcheckFormat,
  hwcheckSchema,
  notAReport,
  readReport,
  sealed,
} from './report.js';
export { reportText } from './report-text.js';
export { reviewReport } from './review.js';
export { type CheckStart, type Row, type StageId, stageIds, type Verdict } from './row.js';
export { checksVersion } from './run-stages.js';
export { scratchArea, scratchBank } from './scratch-area.js';
export { loaderAt } from './scratch-loader.js';
