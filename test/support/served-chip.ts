import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { Probe } from '../../src/probe/index.js';
import { type GdbServer, type GdbServerOptions, startGdbServer } from '../../src/server/index.js';

/** A simulated chip behind a server of its own, in this process. */
export interface ChipOnAPort {
  readonly chip: SimulatedChip;
  readonly server: GdbServer;
  /** The server's own defects; a test that ends with any has found one. */
  readonly defects: unknown[];
}

export async function serveChip(
  device: Device,
  {
    chip = SimulatedChip.create(device),
    ...options
  }: Partial<GdbServerOptions> & { chip?: SimulatedChip } = {},
): Promise<ChipOnAPort> {
  const defects: unknown[] = [];
  const server = await startGdbServer(chip, {
    port: 0,
    failed: (error) => defects.push(error),
    ...options,
  });
  return { chip, server, defects };
}

/** A probe that takes its server with it when it closes. */
export function closingServer(probe: Probe, server: GdbServer): Probe {
  const close = async (): Promise<void> => {
    await probe.close();
    await server.close();
  };
  return new Proxy(probe, {
    get: (target, name) => {
      if (name === 'close') return close;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
