export { readBinary } from './binary.js';
export { type BlankRule, blankRows } from './blank-units.js';
export { type Binding, type BoundImage, readBoundImage } from './bound-hex.js';
export { cut } from './cut.js';
export { readElfImage } from './elf.js';
export { type ImageFile, readImageFile } from './image-file.js';
export { readIntelHex } from './intel-hex-reader.js';
export { type HexWriteOptions, writeIntelHex } from './intel-hex-writer.js';
export { type MergeOptions, mergeImages, type StartChoice, type StartFile } from './merge.js';
export {
  type BoundTo,
  type MergeFilesOptions,
  type MergeReport,
  mergeFiles,
  mergeInMemory,
  type ReportedRange,
  type ReportedStart,
} from './merge-files.js';
export { notEmpty } from './not-empty.js';
export { describeOrigin, type Origin, type Source } from './origin.js';
export { refuseOtherFormat } from './output-format.js';
export type { LeftOut, Selection } from './select.js';
export { type HexParts, SharedHex, type SharedHexFile } from './shared-hex.js';
export {
  type Chunk,
  type ImageRange,
  type Segment,
  SparseImage,
  type StartAddress,
} from './sparse-image.js';
export type { ImageWarning } from './warning.js';
