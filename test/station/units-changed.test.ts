import { expect, it } from 'vitest';
import { releaseOf } from '../../src/api/ledger-change.js';
import { reserve } from '../../src/ledger/index.js';
import { die } from '../ledger/tables-support.js';
import { stationsInFolder } from './station-bench.js';

const bench = stationsInFolder();

it('a station reads its open units again once somebody has decided about one', async () => {
  await bench.line();
  const { station, until } = await bench.open();
  const reservation = { die: die(1), product: 'controller-c', stage: '', values: async () => [] };
  await station.ledger.transaction((tx) => reserve(tx, reservation));
  station.unitsChanged();
  const { openUnits } = await until((state) => state.openUnits.length > 0);
  expect(openUnits).toMatchObject([{ unit: 1, state: 'reserved' }]);
  await releaseOf(station, '1', 'it went back to the shelf');
  station.unitsChanged();
  await until((state) => state.openUnits.length === 0);
});
