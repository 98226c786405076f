import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { type FileLock, isLockHolder, takeLock } from '../../files/lock.js';
import { type Address, serverName } from './connection.js';

/**
 * Keeps other otpforge processes of this machine from a GDB server: some serve two clients at once, and a second one's
 * reset would cut a burn. Errors: PROBE_BUSY.
 */
export function lockServer(address: Address): FileLock {
  const { host, port } = address;
  const file = join(tmpdir(), `otpforge-gdb-${nameOf(host)}-${port}.lock`);
  const lock = takeLock(file, 'PROBE_BUSY');
  if (!isLockHolder(lock)) return lock;
  throw new OtpforgeError('PROBE_BUSY', {
    message: `the GDB server at ${serverName(address)} is used by another otpforge (process ${lock.pid})`,
    remedy:
      'Wait until that has ended: it finishes a running burn and leaves by itself. Then run the command again.',
    details: { server: serverName(address), pid: lock.pid, file },
  });
}

// The ways to say "this machine" are one server.
function nameOf(host: string): string {
  const isLocal = /^(?:localhost|127\.0\.0\.1|::1)$/i.test(host);
  return isLocal ? 'localhost' : host.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '_');
}
