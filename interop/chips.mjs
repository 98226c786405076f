import { findDevice, loadBanks } from '../dist/bank/index.js';
import { SimulatedChip } from '../dist/chip/index.js';
import { startChipServer } from '../dist/server/index.js';

const banks = await loadBanks();

/** Serves a fresh simulated chip on free ports while some work goes on, and notes its flash operations. */
export async function withChip(name, work, prepare = () => {}) {
  const device = findDevice(name, banks);
  const chip = SimulatedChip.create(device);
  prepare(chip);
  chip.powerCycle();
  const operations = [];
  chip.onOperation((operation) => operations.push(operation));
  const defects = [];
  const server = await startChipServer(chip, {
    ports: { gdb: 0, openocd: 0, pyocd: 0 },
    failed: (error) => defects.push(error),
  });
  try {
    await work({ chip, device, ports: server.ports, operations });
  } finally {
    await server.close();
  }
  if (defects.length > 0) throw defects[0];
}

export function contentsOf(chip, { address, bytes }) {
  return Buffer.from(chip.bench.peek(address, bytes.length));
}

export function otpOf(chip) {
  const { base, size } = chip.device.bank.otp;
  return Buffer.from(chip.bench.peek(base, size));
}
