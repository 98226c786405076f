import { debugPortOf } from '../../src/bank/index.js';
import { type AhbPort, BusError, PowerLost, type SimulatedChip } from '../../src/chip/index.js';
import type { DebugLink, RemoteBitbang } from '../../src/dap/index.js';
import type { Wire } from './jtag-host.js';

/** The pins of a chip in this process, on chip time alone. */
export function linkTo(chip: SimulatedChip): DebugLink {
  const { ahb } = chip;
  const guarded = <T>(access: (port: AhbPort) => T): T => {
    try {
      return access(ahb);
    } catch (error) {
      if (error instanceof PowerLost) throw new BusError(0, false, error.message);
      throw error;
    }
  };
  return {
    get isOpen() {
      return ahb.isOpen;
    },
    get isHeldInReset() {
      return ahb.isHeldInReset;
    },
    ids: debugPortOf(chip.device.bank),
    romTable: ahb.romTable,
    otherPorts: ahb.debugApb ? [ahb.debugApb] : [],
    devId: chip.device.line.devIds[0] ?? 0,
    read: (address, width) => guarded((port) => port.read(address, width)),
    write: (address, width, value) => guarded((port) => port.write(address, width, value)),
    holdReset: (asserted) => guarded((port) => port.holdReset(asserted)),
    elapse: (microseconds) => guarded((port) => port.elapse(microseconds)),
    onPowerOn: (listener) =>
      ahb.onReset((kind) => {
        if (kind === 'power') listener();
      }),
  };
}

export function wireTo(probe: RemoteBitbang): Wire {
  return (characters) => Buffer.from(probe.feed(Buffer.from(characters)).samples).toString('latin1');
}
