import type { ShownValue, SlotState } from '../../station/slot-state.js';
import { phaseText } from '../progress.js';

/** What a slot's line says behind its word. */
export function slotText(slot: SlotState): string {
  const { status, step, code, message } = slot;
  switch (status) {
    case 'empty':
      return message ?? 'put a board in';
    case 'ready':
      return message ?? 'waits for its start';
    case 'busy':
      return step === undefined ? '' : stepText(step);
    case 'confirm':
      return 'burn as the plan above shows? y or n';
    case 'paused':
      return message ?? 'leaves boards alone';
    case 'pass':
    case 'again':
    case 'reworked':
      return unitText(slot);
    case 'fail':
    case 'not-recorded':
      return [code === undefined ? '' : `[${code}]`, boardText(slot), message ?? '']
        .filter(Boolean)
        .join(' ');
  }
}

function stepText({ phase, done, total }: NonNullable<SlotState['step']>): string {
  const share = done > 0 && total > 1 ? ` ${Math.floor((100 * done) / total)}%` : ' …';
  return `${phaseText(phase)}${share}`;
}

/** The unit by its values, and by its number in the ledger. */
function unitText({ values = [], unit }: SlotState): string {
  const isSerial = ({ field }: ShownValue) => field === 'serial';
  const shown = [...values.filter(isSerial), ...values.filter((value) => !isSerial(value))];
  const texts = shown.map(({ field, text }) => `${field} ${text}`);
  return [...texts, ...(unit === undefined ? [] : [`unit ${unit}`])].join(', ');
}

/** The shortest name of a board. */
function boardText({ values = [], unit, uid }: SlotState): string {
  const serial = values.find(({ field }) => field === 'serial');
  const known = serial?.text ?? (unit === undefined ? undefined : `unit ${unit}`) ?? uid;
  return known === undefined ? '' : `${known}:`;
}
