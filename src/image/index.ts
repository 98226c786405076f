export { readBinary } from './binary.js';
export { readIntelHex } from './intel-hex-reader.js';
export { type HexWriteOptions, writeIntelHex } from './intel-hex-writer.js';
export { type MergeOptions, mergeImages } from './merge.js';
export { describeOrigin, type Origin, type Source } from './origin.js';
export {
  type Chunk,
  type ImageRange,
  type Segment,
  SparseImage,
  type StartAddress,
} from './sparse-image.js';
