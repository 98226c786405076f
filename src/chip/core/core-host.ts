import type { Bus } from '../memory/bus.js';
import { BusError } from '../memory/bus-error.js';
import { type CoreHost, silentLogger } from './rp2040-core.js';

/** What the core reads and writes through: a bus that refuses what is not aligned. */
export function hostOn(bus: Bus): CoreHost {
  const read = (address: number, width: 1 | 2 | 4): number => {
    const at = address >>> 0;
    if (at & (width - 1)) throw new BusError(at, false, 'unaligned access');
    return bus.read(at, width, 'core');
  };
  const write = (address: number, width: 1 | 2 | 4, value: number): void => {
    const at = address >>> 0;
    if (at & (width - 1)) throw new BusError(at, true, 'unaligned access');
    const mask = width === 4 ? 0xffffffff : width === 2 ? 0xffff : 0xff;
    bus.write(at, width, (value & mask) >>> 0, 'core');
  };
  return {
    logger: silentLogger,
    onBreak: () => {},
    readUint32: (address) => read(address, 4),
    readUint16: (address) => read(address, 2),
    readUint8: (address) => read(address, 1),
    writeUint32: (address, value) => write(address, 4, value),
    writeUint16: (address, value) => write(address, 2, value),
    writeUint8: (address, value) => write(address, 1, value),
  };
}
