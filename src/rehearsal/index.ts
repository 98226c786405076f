export { planShape, rememberRehearsal, wasRehearsed } from './memory.js';
export { rehearse } from './rehearse.js';
export { burns, refuseUnwitnessed } from './unverified.js';
export { type RehearsalState, type RehearsalWish, type RehearseWhen, rehearseWhen } from './when.js';
