import { type Bank, blockOfAddress } from '../bank/index.js';
import type { PlanUnitDocument } from '../burn/index.js';
import { type Layout, nameIn } from '../layout/index.js';
import { containsAddress } from '../range/index.js';
import type { Secrets } from '../secrets/index.js';
import type { MapCells, MapLock } from './document.js';
import { withoutSecretBytes } from './secret-cells.js';
import { lockAddress, type MapView } from './views.js';

export interface MapInput {
  readonly bank: Bank;
  readonly view: MapView;
  readonly layout?: Layout | undefined;
  readonly secrets?: Secrets | undefined;
  /** What a plan would do, as it is shown. */
  readonly units?: readonly PlanUnitDocument[] | undefined;
}

/** The cells of a bank, its lock bytes apart, joined where they have everything in common. */
export function mapCells(input: MapInput): readonly MapCells[] {
  const { bank, secrets } = input;
  const bytes = byteCells(input);
  return joined(secrets ? withoutSecretBytes(bank, bytes, secrets) : bytes);
}

/** The locks of a bank. */
export function mapLocks({ bank, view, units = [] }: MapInput): readonly MapLock[] {
  return Array.from({ length: bank.otp.locks?.count ?? 0 }, (_, block) => {
    const address = lockAddress(bank, block);
    const unit = units.find((each) => each.address === address);
    return { block, address, state: view.lock(block), ...changeOf(unit) };
  });
}

/** One cell for each byte. */
function byteCells(input: MapInput): readonly MapCells[] {
  const { bank, view, layout, secrets, units = [] } = input;
  const { base, size, writeUnit } = bank.otp;
  const planned = new Map(units.map((unit) => [unit.address, unit]));
  const cells: MapCells[] = [];
  for (let unit = base; unit < base + size; unit += writeUnit) {
    const place = blockOfAddress(bank, unit);
    if (place?.isLock) continue;
    const state = stateOf(unit, input);
    const locked = place !== undefined && view.isLocked(place.block);
    for (let address = unit; address < unit + writeUnit; address += 1) {
      const field = layout?.fields.find((each) => containsAddress(each, address));
      cells.push({
        address,
        length: 1,
        state,
        ...(field && layout && { field: nameIn(layout, field, view.read), ...field.place }),
        ...(secrets?.hides(address) && { secret: true }),
        ...(place && { block: place.block }),
        ...(locked && { locked }),
        ...changeOf(planned.get(unit)),
      });
    }
  }
  return cells;
}

/** Which half of a unit is blank is not said where it has a secret. */
function stateOf(unit: number, { bank, view, secrets }: MapInput): MapCells['state'] {
  const state = view.unit(unit);
  if (state !== 'half' || !secrets) return state;
  const places = Array.from({ length: bank.otp.writeUnit }, (_, index) => unit + index);
  return places.some((address) => secrets.hides(address)) ? 'value' : state;
}

function changeOf(unit: PlanUnitDocument | undefined): Pick<MapCells, 'change' | 'reason'> {
  return unit ? { change: unit.state, reason: unit.reason } : {};
}

function joined(cells: readonly MapCells[]): readonly MapCells[] {
  const runs: MapCells[] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last && last.address + last.length === cell.address && isAlike(last, cell)) {
      runs[runs.length - 1] = { ...last, length: last.length + cell.length };
    } else runs.push(cell);
  }
  return runs;
}

function isAlike(one: MapCells, other: MapCells): boolean {
  return common.every((key) => one[key] === other[key]);
}

const common = [
  'state',
  'field',
  'record',
  'slot',
  'secret',
  'block',
  'locked',
  'change',
  'reason',
] as const satisfies readonly (keyof MapCells)[];
