import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import type { Target } from './host.js';

/** A simulated chip that a host works on, and what came of it. */
export interface HostBench {
  readonly chip: SimulatedChip;
  readonly target: Target;
  /** Offsets in the bank of the units that took a programming operation, in order. */
  readonly burnt: readonly number[];
  otp(): Uint8Array;
  isLocked(): boolean;
}

/** RAM as pyOCD divides it: a breakpoint to return to, the loader, two page buffers, the stack. */
const ram = { halt: 0x20000000, code: 0x20000020, buffers: [0x20001000, 0x20002000], stackTop: 0x20004000 };
const BKPT = [0x00, 0xbe];
const LOCK = 0x80000000;

/** A chip after reset whose OTP holds these bytes, with our loader in its RAM. */
export async function hostBench(device: Device, held: Uint8Array): Promise<HostBench> {
  const { otp, controller } = device.bank;
  const chip = SimulatedChip.create(device);
  chip.bench.poke(otp.base, held);
  const probe = new SimProbe(chip);
  const { code, entries, device: flash } = await loadBuiltLoader(device.bank);
  await probe.resetHalt();
  await probe.writeMemory(ram.halt, Uint8Array.from(BKPT));
  await probe.writeMemory(ram.code, code);
  const burnt: number[] = [];
  chip.onOperation(({ area, address }) => {
    if (area !== 'otp') throw new Error(`the loader programs ${area} flash`);
    burnt.push(address - otp.base);
  });
  const start = async (entry: string, ...[R0 = 0, R1 = 0, R2 = 0]: readonly number[]) => {
    const offset = entries.get(entry);
    if (offset === undefined) throw new Error(`the loader has no entry ${entry}`);
    const core = { PRIMASK: 1, CONTROL: 0, xPSR: 0x01000000, MSP: ram.stackTop, LR: ram.halt | 1 };
    await probe.writeRegisters({ R0, R1, R2, ...core, PC: ram.code + offset });
    await probe.go();
  };
  const wait = async () => {
    const halted = await probe.waitHalted(flash.timeoutProgMs);
    const { PC, R0 = 0 } = halted ? await probe.readRegisters(['PC', 'R0']) : {};
    if (PC !== ram.halt) throw new Error(`the loader did not return: ${chip.faultReason ?? 'it runs'}`);
    return R0;
  };
  const control = controller.base + (controller.name === 'stm32f4' ? 0x10 : 0x14);
  return {
    chip,
    burnt,
    target: {
      geometry: { ...flash, sectorSize: flash.sectors[0]?.size ?? 0 },
      start,
      wait,
      call: async (entry, ...args) => {
        await start(entry, ...args);
        return wait();
      },
      load: async (buffer, bytes) => {
        const address = ram.buffers[buffer] ?? 0;
        await probe.writeMemory(address, bytes);
        return address;
      },
      read: (address, length) => probe.readMemory(address, length),
    },
    otp: () => chip.bench.peek(otp.base, otp.size),
    isLocked: () => {
      const { buffer, byteOffset } = chip.readMemory(control, 4, 4);
      return (new DataView(buffer, byteOffset).getUint32(0, true) & LOCK) !== 0;
    },
  };
}
