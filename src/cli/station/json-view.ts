import type { Station, StationEvent } from '../../station/station.js';
import type { StationState } from '../../station/station-state.js';

/** What happened at a station as one JSON document; the first is its whole state, the last its exit code. */
export type StationEventDocument = {
  readonly format: 'otpforge.station-event/1';
  /** ISO 8601. */
  readonly at: string;
  readonly training: boolean;
} & (
  | { readonly type: 'state'; readonly state: StationState }
  | Exclude<StationEvent, { readonly type: 'changed' }>
  | { readonly type: 'ended'; readonly exitCode: number }
);

/** Prints each event of a station as a document; a change of anything but a slot is the whole state. Returns what ends it. */
export function jsonView(
  station: Station,
  print: (document: StationEventDocument) => void,
  now: () => Date,
): (exitCode: number) => void {
  const head = () =>
    ({
      format: 'otpforge.station-event/1',
      at: now().toISOString(),
      training: station.state().training,
    }) as const;
  const state = () => print({ ...head(), type: 'state', state: station.state() });
  state();
  const end = station.watch((event) => {
    if (event.type === 'changed') state();
    else print({ ...head(), ...event });
  });
  return (exitCode) => {
    end();
    print({ ...head(), type: 'ended', exitCode });
  };
}
