import { type Controller, maskOf } from '../../controller/index.js';
import { OtpforgeError } from '../../errors/index.js';

/** What a register of the flash interface does. */
export type Role = 'access' | 'key' | 'optionKey' | 'status' | 'clear' | 'control' | 'options';

/** Fields of the control register that start something or lock, and hold nothing. */
const commands = ['STRT', 'OBL_LAUNCH'];

/** The registers, flags and fields of a description, as masks. */
export class FlashInterface {
  readonly #controller: Controller;
  readonly #roles: ReadonlyMap<number, Role>;
  /** Flags of FLASH_SR that show an operation: that of bank 1, and where there is another one that of bank 2. */
  readonly busy: readonly [number, number];
  /** CFGBSY: zero where no unit shows that its first word is there. */
  readonly pending: number;
  /** Flags that a one clears. */
  readonly clearable: number;
  /** Whether that one is written to FLASH_SR itself. */
  readonly clearsInStatus: boolean;
  readonly program: number;
  readonly lock: number;
  /** Fields of the control register that hold what is written. */
  readonly writable: number;
  /** Bits of the status and the control register that are not reserved. */
  readonly known: { readonly status: number; readonly control: number };
  readonly options: OptionAccess;

  constructor(controller: Controller, reserved: readonly string[]) {
    this.#controller = controller;
    this.#roles = new Map(rolesOf(controller));
    const { status, control } = controller;
    const [first = 0, second = first] = status.busy.map((name) => this.flag(name));
    this.busy = [first, second];
    this.pending = this.#flags(status.pending);
    const cleared = Object.keys(status.bits).filter((name) => /ERR$/.test(name));
    this.clearable = this.#flags([...status.clear.bits, ...cleared]);
    this.clearsInStatus = status.clear.register === status.register;
    this.program = this.field(control.program);
    this.lock = this.field(control.lock);
    this.options = optionAccess(controller);
    const fields = Object.keys(control.bits).filter((name) => !reserved.includes(name));
    const held = fields.filter((name) => !commands.includes(name));
    this.writable = this.anyField(held) & ~(this.lock | this.options.controlBits);
    this.known = { status: this.#flags(Object.keys(status.bits)), control: this.anyField(fields) };
  }

  /** What the register at an offset does; undefined for one that no description has a use for. */
  roleAt(offset: number): Role | undefined {
    return this.#roles.get(offset);
  }

  offsetOf(name: string): number {
    return this.#controller.registers[name] ?? 0;
  }

  /** The mask of a flag of FLASH_SR. Errors: CHIP_CONTROLLER for one that is not described. */
  flag(name: string): number {
    const bit = bitOf(this.#controller.status.bits, name);
    if (bit === undefined) throw missing(this.#controller, `flag ${name} of the status register`);
    return maskOf(bit);
  }

  /** The mask of a flag of FLASH_SR, 0 for one that is not described. */
  anyFlag(name: string): number {
    const bit = bitOf(this.#controller.status.bits, name);
    return bit === undefined ? 0 : maskOf(bit);
  }

  /** The mask of a field of FLASH_CR. Errors: CHIP_CONTROLLER for one that is not described. */
  field(name: string): number {
    const place = bitOf(this.#controller.control.bits, name);
    if (place === undefined) throw missing(this.#controller, `field ${name} of the control register`);
    return maskOf(place);
  }

  /** The mask of those fields of FLASH_CR that are described. */
  anyField(names: readonly string[]): number {
    const { bits } = this.#controller.control;
    return names.reduce((mask, name) => {
      const place = bitOf(bits, name);
      return place === undefined ? mask : (mask | maskOf(place)) >>> 0;
    }, 0);
  }

  /** What a field of FLASH_CR holds. */
  valueOf(name: string, control: number): number {
    const mask = this.field(name);
    return (control & mask) >>> (31 - Math.clz32(mask & -mask));
  }

  #flags(names: readonly string[]): number {
    return names.reduce((mask, name) => (mask | this.flag(name)) >>> 0, 0);
  }
}

/** How option bytes are programmed. */
export interface OptionAccess {
  /** OPTLOCK and OPTSTRT, zero in the register that does not have them. */
  readonly controlBits: number;
  readonly lockInControl: number;
  readonly startInControl: number;
  readonly lockInOptions: number;
  readonly startInOptions: number;
}

function optionAccess({ control, options }: Controller): OptionAccess {
  const bitIn = (place: { register: string; bit: number } | undefined, register: string | undefined) =>
    place && place.register === register ? maskOf(place.bit) : 0;
  const lockInControl = bitIn(options?.lock, control.register);
  const startInControl = bitIn(options?.start, control.register);
  return {
    lockInControl,
    startInControl,
    controlBits: (lockInControl | startInControl) >>> 0,
    lockInOptions: bitIn(options?.lock, options?.register),
    startInOptions: bitIn(options?.start, options?.register),
  };
}

function rolesOf({ registers, unlock, status, control, cache, options }: Controller): [number, Role][] {
  const named: readonly (readonly [string | undefined, Role])[] = [
    [cache?.register ?? 'ACR', 'access'],
    [unlock.register, 'key'],
    [options?.unlock.register, 'optionKey'],
    [options?.register, 'options'],
    [status.clear.register, 'clear'],
    [status.register, 'status'],
    [control.register, 'control'],
  ];
  return named.flatMap(([name, role]) => {
    const offset = name === undefined ? undefined : registers[name];
    return offset === undefined ? [] : [[offset, role] satisfies [number, Role]];
  });
}

function bitOf<T>(bits: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(bits, name) ? bits[name] : undefined;
}

function missing({ name }: Controller, what: string): OtpforgeError {
  return new OtpforgeError('CHIP_CONTROLLER', {
    message: `the controller ${name} describes no ${what}, and its simulated chip needs it`,
    remedy: `Describe it in controllers/${name}.yaml by the name of the reference manual.`,
    details: { controller: name },
  });
}
