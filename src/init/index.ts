export { defaultInitFields, initFieldNames, initFields } from './fields.js';
export { type InitChoice, type InitFile, initFileNames, initFiles, lockableBlocks } from './files.js';
