import type { ChipCells } from './chip-file.js';
import type { ChipFacts } from './facts.js';

/** What a plan, as it was shown, says of a burn: its JSON document, of which the judge reads this much. */
export interface ShownPlan {
  readonly chip: { readonly uid: string };
  readonly units: readonly {
    readonly address: number;
    readonly length: number;
    readonly state: string;
    readonly wanted: string;
  }[];
  readonly refusals: readonly unknown[];
  readonly values?: readonly { readonly field: string; readonly text?: string }[];
}

export interface Case {
  readonly chip: ChipFacts;
  /** The board that was presented. */
  readonly before: ChipCells;
  /** The board that is there when the command has ended. */
  readonly after: ChipCells;
  /** What the line asked for: OTP bytes and firmware, by address. */
  readonly otp: ReadonlyMap<number, number>;
  readonly firmware: ReadonlyMap<number, number>;
  /** Absent where nothing is shown: another host's script. */
  readonly shown?: ShownPlan;
  /** Field values that must have been shown. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Why an exit 0 is not earned; undefined when it is. Looks at cells and at what was shown, and at nothing else. */
export function whyNotEarned(one: Case): string | undefined {
  return wrongBoard(one) ?? wrongCells(one) ?? wrongFirmware(one) ?? wrongShow(one);
}

function wrongBoard({ before, after, shown }: Case): string | undefined {
  if (before.uid !== after.uid) return `board ${before.uid} was presented, ${after.uid} was burnt`;
  if (shown && shown.chip.uid !== after.uid)
    return `the plan shows board ${shown.chip.uid}, it is ${after.uid}`;
  return undefined;
}

function wrongCells({ chip, before, after, otp }: Case): string | undefined {
  for (let offset = 0; offset < chip.otpSize; offset += 1) {
    const address = chip.otpBase + offset;
    const wanted = otp.get(address) ?? before.otp[offset];
    if (after.otp[offset] !== wanted) return `${at(address)} is ${after.otp[offset]}, wanted ${wanted}`;
  }
  for (const unit of new Set([...before.units.keys(), ...after.units.keys()])) {
    if (before.units.get(unit) !== after.units.get(unit))
      return `unit ${unit} is ${after.units.get(unit)} now`;
  }
  if (after.short.length > before.short.length) return 'a bit was programmed in part';
  return undefined;
}

function wrongFirmware({ after, firmware }: Case): string | undefined {
  for (const [address, byte] of firmware) {
    if (after.main(address) !== byte) return `${at(address)} is ${after.main(address)}, wanted ${byte}`;
  }
  return undefined;
}

function wrongShow({ chip, before, after, otp, shown, values = {} }: Case): string | undefined {
  if (!shown) return undefined;
  if (shown.refusals.length > 0) return 'the plan that was shown refuses';
  const burn = new Map<number, string>();
  for (const { address, state, wanted } of shown.units) {
    if (state !== 'burn') continue;
    for (const [index, byte] of wanted.split(' ').entries()) burn.set(address + index, byte);
  }
  for (let offset = 0; offset < chip.otpSize; offset += 1) {
    if (before.otp[offset] === after.otp[offset]) continue;
    const address = chip.otpBase + offset;
    const shownByte = burn.get(address);
    if (shownByte === undefined) return `${at(address)} was burnt and not shown`;
    if (Number.parseInt(shownByte, 16) !== after.otp[offset])
      return `${at(address)} was shown as ${shownByte}`;
  }
  for (const address of otp.keys()) {
    const isNamed = shown.units.some(
      (unit) => address >= unit.address && address < unit.address + unit.length,
    );
    if (!isNamed) return `${at(address)} was asked for and not shown`;
  }
  for (const [field, text] of Object.entries(values)) {
    const found = shown.values?.find((each) => each.field === field)?.text;
    if (found !== text) return `${field} is ${text}, shown as ${found}`;
  }
  return undefined;
}

function at(address: number): string {
  return `0x${address.toString(16).toUpperCase()}`;
}
