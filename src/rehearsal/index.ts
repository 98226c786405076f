export { planShape, rememberRehearsal, wasRehearsed } from './memory.js';
export { rehearse } from './rehearse.js';
export { type RehearsalState, type RehearseWhen, rehearseWhen } from './when.js';
