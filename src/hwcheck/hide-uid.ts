import { createHash } from 'node:crypto';
import type { Probe } from '../probe/index.js';
import type { AddressRange } from '../range/index.js';
import { contains, endOf, overlaps } from '../range/index.js';

/**
 * A probe whose chip has, in place of its unique ID, the beginning of its SHA-256. Whatever is above it, rows and trace,
 * never sees the ID, and sees the same for the same die.
 */
export function hideUid(probe: Probe, uid: AddressRange): Probe {
  let last: Uint8Array | undefined;
  return withMethod(probe, 'readMemory', read);

  async function read(...[address, length, width]: Parameters<Probe['readMemory']>): Promise<Uint8Array> {
    const asked = { address, length };
    const bytes = await probe.readMemory(address, length, width);
    if (!overlaps(uid, asked)) return bytes;
    const whole = contains(asked, uid)
      ? bytes.subarray(uid.address - address, endOf(uid) - address)
      : (last ?? (await probe.readMemory(uid.address, uid.length, 4)));
    last = Uint8Array.from(whole);
    const hidden = hashOf(last);
    return bytes.map((byte, index) => hidden[address + index - uid.address] ?? byte);
  }
}

/** A probe that names itself without the folders of files: reports are there to be sent. */
export function withoutFolders(probe: Probe): Probe {
  return withMethod(probe, 'identify', async () => {
    const identity = await probe.identify();
    const short = (text: string) => text.replace(/[^\s,]*[\\/]/g, '');
    return { ...identity, description: short(identity.description), serial: short(identity.serial) };
  });
}

function withMethod<Name extends keyof Probe>(probe: Probe, own: Name, method: Probe[Name]): Probe {
  return new Proxy(probe, {
    get(target, name) {
      if (name === own) return method;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function hashOf(uid: Uint8Array): Uint8Array {
  return createHash('sha256').update(uid).digest().subarray(0, uid.length);
}
