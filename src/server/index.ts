export { type ChipServer, type ChipServerOptions, type Protocol, startChipServer } from './chip-server.js';
export { type GdbServer, type GdbServerOptions, startGdbServer } from './gdb-server.js';
