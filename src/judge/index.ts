export { shortCells, unitCells } from './cells.js';
export { dataCell, impossibleBits, lockCell } from './judge-unit.js';
export { type UnitReason, unitReasons, unitStates } from './verdict.js';
