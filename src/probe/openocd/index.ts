export { openOpenocd } from './open.js';
