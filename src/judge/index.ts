export { shortCells, unitCells } from './cells.js';
export {
  type FuseCellName,
  fuseCells,
  impossibleFuses,
  type KnownWord,
  wordCell,
  wordLockCell,
} from './fuse-cells.js';
export { dataCell, impossibleBits, lockCell } from './judge-unit.js';
export { type UnitReason, unitReasons, unitStates } from './verdict.js';
