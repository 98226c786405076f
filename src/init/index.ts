export { defaultInitFields, initFieldNames, initFields } from './fields.js';
export { type InitChoice, type InitFile, initFiles } from './files.js';
