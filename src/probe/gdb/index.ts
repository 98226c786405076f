export { connectGdb, type GdbOptions, openGdb } from './open.js';
export type { ServerKind } from './server-kind.js';
