import { describe, expect, it } from 'vitest';
import { jsonView, type StationEventDocument } from '../../../src/cli/station/json-view.js';
import { FakeStation, slotOf, stateOf } from './fake-station.js';

describe('the JSON of a station', () => {
  it('is its whole state, then each event, then how it ended', () => {
    const station = new FakeStation(stateOf({ training: true }));
    const documents: StationEventDocument[] = [];
    const at = '2026-11-29T19:00:00.000Z';
    const end = jsonView(
      station,
      (document) => documents.push(document),
      () => new Date(at),
    );
    const slot = slotOf('1', { insertion: 1, status: 'busy' });
    station.showSlot(slot);
    station.say({ type: 'note', slot: '1', message: 'odd' });
    station.show({ operator: 'AB' });
    end(7);
    station.showSlot(slotOf('1'));
    const head = { format: 'otpforge.station-event/1', at, training: true };
    expect(documents).toEqual([
      { ...head, type: 'state', state: stateOf({ training: true }) },
      { ...head, type: 'slot', slot },
      { ...head, type: 'note', slot: '1', message: 'odd' },
      {
        ...head,
        type: 'state',
        state: { ...stateOf({ training: true, operator: 'AB', slots: [slot] }), version: 3 },
      },
      { ...head, type: 'ended', exitCode: 7 },
    ]);
  });
});
