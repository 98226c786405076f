import { OtpforgeError } from '../../errors/index.js';
import { type DescribedRegister, parseDescription, readWordHex, wordHex } from '../../gdb/index.js';
import type { RegisterName, RegisterValues } from '../../target/index.js';
import { registersInOrder } from '../../target/index.js';
import { count } from '../../text/plural.js';
import { errorText, type GdbClient, isError } from './client.js';
import { unsupported } from './lost.js';

interface RegisterPlace {
  readonly number: number;
  readonly bytes: number;
  /** Offset in the answer to `g`. */
  readonly offset: number;
}

/**
 * GDB's register numbers for an Arm target without a description: xPSR follows eight FPA registers
 * of 12 bytes and their status.
 */
const undescribed: readonly DescribedRegister[] = [
  ...Array.from({ length: 13 }, (_, number) => ({ name: `r${number}`, number, bits: 32 })),
  { name: 'sp', number: 13, bits: 32 },
  { name: 'lr', number: 14, bits: 32 },
  { name: 'pc', number: 15, bits: 32 },
  ...Array.from({ length: 8 }, (_, index) => ({ name: `f${index}`, number: 16 + index, bits: 96 })),
  { name: 'fps', number: 24, bits: 32 },
  { name: 'xpsr', number: 25, bits: 32 },
];

/** Servers' other names for the same register. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['r13', 'sp'],
  ['r14', 'lr'],
  ['r15', 'pc'],
  ['cpsr', 'xpsr'],
]);

/** Core registers by name, at the numbers that the server's target description gives. */
export class GdbRegisters {
  readonly #client: GdbClient;
  readonly #places: ReadonlyMap<string, RegisterPlace>;
  #single: { read: boolean; write: boolean } = { read: true, write: true };

  private constructor(client: GdbClient, registers: readonly DescribedRegister[]) {
    this.#client = client;
    this.#places = placesOf(registers);
  }

  static async read(client: GdbClient): Promise<GdbRegisters> {
    const registers = await parseDescription((annex) => client.document('features', annex));
    return new GdbRegisters(client, registers.length > 0 ? registers : undescribed);
  }

  /** Errors: PROBE_UNSUPPORTED where the server has not all of them. */
  check(names: readonly RegisterName[]): void {
    for (const name of names) this.#place(name);
  }

  async values(names: readonly RegisterName[]): Promise<RegisterValues> {
    const values: RegisterValues = {};
    for (const name of names) values[name] = await this.#value(name);
    return values;
  }

  async write(values: RegisterValues): Promise<void> {
    for (const [name, value] of registersInOrder(values)) await this.#write(name, value);
  }

  async #value(name: RegisterName): Promise<number> {
    const place = this.#place(name);
    if (this.#single.read) {
      const { text } = await this.#client.call(`p${place.number.toString(16)}`);
      if (text !== '') return this.#decode(name, text);
      this.#single.read = false;
    }
    return this.#decode(name, this.#cut(await this.#all(), name));
  }

  async #write(name: RegisterName, value: number): Promise<void> {
    const place = this.#place(name);
    if (this.#single.write) {
      const answer = await this.#client.call(`P${place.number.toString(16)}=${wordHex(value, place.bytes)}`);
      if (answer.text !== '') {
        this.#client.mustBeOk(answer, `write ${name}`);
        return;
      }
      this.#single.write = false;
    }
    const all = await this.#all();
    this.#cut(all, name);
    const head = all.slice(0, place.offset * 2);
    const tail = all.slice((place.offset + place.bytes) * 2);
    this.#client.mustBeOk(
      await this.#client.call(`G${head}${wordHex(value, place.bytes)}${tail}`),
      `write ${name}`,
    );
  }

  async #all(): Promise<string> {
    const { text } = await this.#client.call('g');
    if (isError(text) || text === '') throw this.#unreadable('the core registers', errorText(text));
    return text;
  }

  #cut(all: string, name: RegisterName): string {
    const { offset, bytes } = this.#place(name);
    const text = all.slice(offset * 2, (offset + bytes) * 2);
    if (text.length === bytes * 2) return text;
    throw unsupported(this.#client.server, `does not answer ${name}`, newerServer);
  }

  #decode(name: RegisterName, text: string): number {
    const value = isError(text) ? undefined : readWordHex(text);
    if (value !== undefined) return value;
    throw this.#unreadable(
      name,
      isError(text) ? errorText(text) : `it answered ${count(text.length, 'character')}`,
    );
  }

  // After a reset CONTROL is 0, and then SP is MSP.
  #place(name: RegisterName): RegisterPlace {
    const place =
      this.#places.get(name.toLowerCase()) ?? (name === 'MSP' ? this.#places.get('sp') : undefined);
    if (place && place.bytes >= 1 && place.bytes <= 4) return place;
    throw unsupported(this.#client.server, `has no register ${name} in its target description`, newerServer);
  }

  #unreadable(what: string, why: string): OtpforgeError {
    return new OtpforgeError('TARGET_FAULT', {
      message: `${what} cannot be read through the GDB server at ${this.#client.server}: ${why}`,
      remedy: 'The core must be halted to read registers.',
    });
  }
}

const newerServer = 'Use a newer version of the server, or jlink:.';

function placesOf(registers: readonly DescribedRegister[]): ReadonlyMap<string, RegisterPlace> {
  const places = new Map<string, RegisterPlace>();
  let offset = 0;
  for (const { name, number, bits } of [...registers].sort((a, b) => a.number - b.number)) {
    const known = name.toLowerCase();
    // OpenOCD describes PRIMASK with 1 bit and CONTROL with 2 or 3, and sends whole bytes.
    const bytes = Math.ceil(bits / 8);
    places.set(otherNames.get(known) ?? known, { number, bytes, offset });
    offset += bytes;
  }
  return places;
}
