export {
  type BuiltLoaderOptions,
  builtLoaderSha256,
  hashDiffers,
  loadBuiltLoader,
} from './built-loader.js';
export { type Breach, checkContract, type Host, largestCode, type Severity } from './contract/index.js';
export type { FlashDevice, FlashSector } from './flash-device.js';
export { type LintReport, lintBytes, lintElf } from './lint.js';
export { type LoaderElf, readLoader, sha256Of } from './loader-elf.js';
export type { LoaderOrigin } from './loader-origin.js';
export {
  type LoaderManifest,
  type LoaderManifestEntry,
  manifestFormat,
  manifestSchema,
  readManifest,
} from './manifest.js';
