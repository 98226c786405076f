export { type GdbServer, type GdbServerOptions, startGdbServer } from './gdb-server.js';
