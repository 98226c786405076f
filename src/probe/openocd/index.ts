export { openAdapter } from './adapter.js';
export { openOpenocd } from './open.js';
