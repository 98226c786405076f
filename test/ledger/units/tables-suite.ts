import { beforeEach, describe } from 'vitest';
import { clearTables, type Tables } from '../tables-support.js';
import { changesSuite } from './changes-suite.js';
import { claimSuite } from './claim-suite.js';
import { outputsSuite } from './outputs-suite.js';
import { outsideValuesSuite } from './outside-values-suite.js';
import { poolsSuite } from './pools-suite.js';
import { reserveSuite } from './reserve-suite.js';
import { shiftSuite } from './shift-suite.js';

/** What holds for the tables of a ledger in a database of either engine. */
export function tablesSuite(tables: () => Tables): void {
  beforeEach(() => clearTables(tables()));

  describe('reserving values', () => reserveSuite(tables));
  describe('claims', () => claimSuite(tables));
  describe('other changes', () => changesSuite(tables));
  describe('values from outside', () => outsideValuesSuite(tables));
  describe('the numbers of a shift', () => shiftSuite(tables));
  describe('outputs and labels', () => outputsSuite(tables));
  describe('pools and lists', () => poolsSuite(tables));
}
