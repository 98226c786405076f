export { findPyocd } from './find-pyocd.js';
export { openPyocd } from './open.js';
