export { type HeaderOptions, type HeaderParts, headerFile, headerParts } from './header-file.js';
