import type { PlanDocument, PlanUnitDocument } from '../burn/index.js';

/** What a burn makes unwritable for ever, and what stays open; each lock has a line of its own. */
export function consequences({ units, area: { rewrite } }: PlanDocument): readonly string[] {
  const burn = units.filter(({ state, kind }) => state === 'burn' && kind === 'data');
  const data = burn.filter(({ reason }) => reason !== 'cut-short');
  const again = burn.length - data.length;
  const locks = units.filter(({ state, kind }) => state === 'burn' && kind === 'lock');
  const open = blocksOf(data).filter((block) => !blocksOf(locks).includes(block));
  const fill = data.reduce((sum, { fillBytes = 0 }) => sum + fillBytes, 0);
  return [
    ...(data.length > 0 ? [rewrite === 'once' ? usedUp(data) : losesOnes(data, open)] : []),
    ...(again > 0
      ? [`${again} bytes read right and are programmed once more, since a run was cut off.`]
      : []),
    ...(fill > 0 ? [`${fill} of the bytes are fill that no data asked for.`] : []),
    ...locks.map(lockText),
  ];
}

function lockText({ block, reason }: PlanUnitDocument): string {
  if (reason === 'cut-short')
    return `Block ${block} reads LOCKED and is locked once more, since a run was cut off.`;
  return `Block ${block} will be LOCKED: nothing in it can ever change again.`;
}

function usedUp(data: readonly PlanUnitDocument[]): string {
  return `${data.length} write units of ${data[0]?.length} bytes will be used up: no bit of them can ever change again.`;
}

function losesOnes(data: readonly PlanUnitDocument[], open: readonly number[]): string {
  const bytes = `${data.length} bytes will lose ones that never come back`;
  if (open.length === 0) return `${bytes}.`;
  return `${bytes}; they can still lose more, since block ${open.join(', ')} stays unlocked.`;
}

function blocksOf(units: readonly PlanUnitDocument[]): readonly number[] {
  return [...new Set(units.flatMap(({ block }) => block ?? []))];
}
