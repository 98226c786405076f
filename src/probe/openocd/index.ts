export { openAdapter } from './adapter.js';
export { findOpenocd } from './find-openocd.js';
export { openOpenocd } from './open.js';
