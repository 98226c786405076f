import { BusError } from '../../src/chip/index.js';
import type { TransferTarget } from '../../src/dap/transfer-target.js';

export interface Transfer {
  readonly kind: 'read' | 'write';
  readonly address: number;
  readonly width: number;
  readonly value: number;
}

/** A memory of bytes that notes its transfers and answers those from `hole` on with an error. */
export class FakeBus implements TransferTarget {
  readonly transfers: Transfer[] = [];
  readonly bytes = new Map<number, number>();
  hole = 0xf0000000;

  read(address: number, width: 1 | 2 | 4): number {
    let value = 0;
    for (let index = 0; index < width; index += 1) {
      value += (this.bytes.get(address + index) ?? 0) * 2 ** (8 * index);
    }
    this.#note({ kind: 'read', address, width, value });
    return value;
  }

  write(address: number, width: 1 | 2 | 4, value: number): void {
    this.#note({ kind: 'write', address, width, value });
    for (let index = 0; index < width; index += 1) {
      this.bytes.set(address + index, (value >>> (8 * index)) & 0xff);
    }
  }

  fill(address: number, ...bytes: readonly number[]): void {
    bytes.forEach((byte, index) => {
      this.bytes.set(address + index, byte);
    });
  }

  #note(transfer: Transfer): void {
    if (transfer.address >= this.hole) throw new BusError(transfer.address, false, 'a hole');
    this.transfers.push(transfer);
  }
}
