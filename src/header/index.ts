export { type HeaderOptions, type HeaderParts, headerFile, headerParts } from './header-file.js';
export { type StubOptions, stubFile } from './stub.js';
export { zephyrOverlay } from './zephyr.js';
