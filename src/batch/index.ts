export { type BatchResult, batch, batchFiles } from './batch.js';
export { type FileNames, fileNames } from './file-names.js';
export { type ScannedRow, scannedRows } from './scanned-rows.js';
export type { BatchFirmware } from './setup.js';
