import type { SlotState } from '../../station/slot-state.js';
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
      return [...(code === undefined ? [] : [`[${code}]`]), message ?? '', unitText(slot)]
        .filter((text) => text !== '')
        .join(' ');
  }
}

function stepText({ phase, done, total }: NonNullable<SlotState['step']>): string {
  const share = done > 0 && total > 1 ? ` ${Math.floor((100 * done) / total)}%` : ' …';
  return `${phaseText(phase)}${share}`;
}

/** The unit by its values, and by its number in the ledger. */
function unitText({ values = [], unit, uid }: SlotState): string {
  const serial = values.find(({ field }) => field === 'serial');
  const shown = serial === undefined ? values : [serial, ...values.filter((each) => each !== serial)];
  const number = unit === undefined ? [] : [`unit ${unit}`];
  const die = shown.length === 0 && uid !== undefined && unit === undefined ? [`die ${uid}`] : [];
  return [...shown.map(({ field, text }) => `${field} ${text}`), ...number, ...die].join(', ');
}
