import type { PlanDocument, PlanUnitDocument } from '../burn/index.js';
import { count } from '../text/plural.js';

/** What a burn makes unwritable, and what stays open; each lock has a line of its own. */
export function consequences({ units, area: { kind, rewrite } }: PlanDocument): readonly string[] {
  const burn = units.filter(({ state, kind }) => state === 'burn' && kind === 'data');
  const data = burn.filter(({ reason }) => reason !== 'cut-short');
  const again = burn.length - data.length;
  const locks = units.filter(({ state, kind }) => state === 'burn' && kind === 'lock');
  const open = blocksOf(data).filter((block) => !blocksOf(locks).includes(block));
  const fill = data.reduce((sum, { fillBytes = 0 }) => sum + fillBytes, 0);
  return [
    ...(data.length > 0 ? [rewrite === 'once' ? usedUp(data, kind) : losesOnes(data, open)] : []),
    ...(again > 0
      ? [
          `${count(again, 'byte reads', 'bytes read')} right and ${again === 1 ? 'is' : 'are'} programmed once more, since a run was interrupted.`,
        ]
      : []),
    ...(fill > 0 ? [`${fill} of the bytes are fill that no data asked for.`] : []),
    ...locks.map(lockText),
  ];
}

function lockText({ block, reason }: PlanUnitDocument): string {
  if (reason === 'cut-short')
    return `Block ${block} reads LOCKED and is locked once more, since a run was interrupted.`;
  return `Block ${block} will be LOCKED: nothing in it can ever change again.`;
}

function usedUp(data: readonly PlanUnitDocument[], kind: PlanDocument['area']['kind']): string {
  const until = kind === 'sector' ? 'change until the whole sector is erased' : 'ever change again';
  return `${count(data.length, 'write unit')} of ${data[0]?.length} bytes will be used up: no bit of ${data.length === 1 ? 'it' : 'them'} can ${until}.`;
}

function losesOnes(data: readonly PlanUnitDocument[], open: readonly number[]): string {
  const bytes = `${count(data.length, 'byte')} will lose ones that never come back`;
  if (open.length === 0) return `${bytes}.`;
  return `${bytes}; ${data.length === 1 ? 'it' : 'they'} can still lose more, since ${open.length === 1 ? 'block' : 'blocks'} ${open.join(', ')} ${open.length === 1 ? 'stays' : 'stay'} unlocked.`;
}

function blocksOf(units: readonly PlanUnitDocument[]): readonly number[] {
  return [...new Set(units.flatMap(({ block }) => block ?? []))];
}
