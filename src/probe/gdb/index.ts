export type { Deadlines } from './client.js';
export { connectGdb, type GdbOptions, openGdb, otpRanges, parseDeadlines } from './open.js';
export type { ServerKind } from './server-kinds.js';
