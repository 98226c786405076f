export { crc } from './crc.js';
export { type CrcName, crcNamed, crcNames, firstCrcNames } from './names.js';
export { type CrcParameters, crcCheckText, crcInputSize, crcSize } from './parameters.js';
