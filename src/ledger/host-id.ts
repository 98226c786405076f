import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** What tells this machine from others, as a hash that names neither it nor its network. */
export async function hostId(): Promise<string> {
  const found = await readFile('/etc/machine-id', 'utf8').catch(() => '');
  const text = found.trim() === '' ? `name ${hostname()}` : `machine ${found.trim()}`;
  return createHash('sha256').update(`otpforge ${text}`).digest('hex').slice(0, 32);
}
