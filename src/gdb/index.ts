export { decodeHex, encodeHex, parseHex, readWordHex, wordHex } from './hex.js';
export { type MemoryMapRegion, parseMemoryMap, renderMemoryMap } from './memory-map.js';
export { escapedLength, framePacket } from './packet.js';
export { type GdbEvent, PacketReader } from './packet-reader.js';
export { type DescribedRegister, parseDescription } from './target-description.js';
