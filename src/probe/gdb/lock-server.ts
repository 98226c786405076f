import type { FileLock } from '../../files/lock.js';
import { lockProbe } from '../probe-lock.js';
import { type Address, serverName } from './connection.js';

/** Some servers serve two clients at once, and a second one's reset would cut a burn. Errors: PROBE_BUSY. */
export function lockServer(address: Address): FileLock {
  const server = serverName(address);
  return lockProbe(`gdb-${nameOf(address.host)}-${address.port}`, `the GDB server at ${server}`, { server });
}

// The ways to say "this machine" are one server.
function nameOf(host: string): string {
  const isLocal = /^(?:localhost|127\.0\.0\.1|::1)$/i.test(host);
  return isLocal ? 'localhost' : host.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '_');
}
