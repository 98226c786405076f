/**
 * Where a visit is killed, in the order of its steps, and what the killed process says of itself right there. The burn is not
 * among them: there the chip decides.
 */
export const placesInProcess = {
  'before T1': 'before presentDie',
  'within T1': 'in the transaction of reserve',
  'T1 committed, the station does not remember it yet': 'committed reserve',
  'hook asked, its answer not stored': 'in the transaction of storeAnswer',
  'answers stored': 'after the transaction of storeAnswer',
  'content stored': 'after the transaction of setContent',
  'plan accepted, before T2': 'before rehearseWhen',
  'T2 committed, the station does not remember it yet': 'committed claim',
  'after T2, before the journal': 'before the begin line',
  'half of the journal’s begin': 'half of the begin line',
  'after the journal’s begin': 'after the begin line',
  'firmware written, before the OTP job': 'before burnOtp',
  'UID equal, before the journal’s end': 'before the end line',
  'half of the journal’s end': 'half of the end line',
  'after the journal’s end, before T3': 'after the end line',
  'within T3': 'in the transaction of finish',
  'T3 committed without an answer, asked again': 'asking again for finish',
  'T3 committed, before the verdict': 'after visit',
} as const;

/** Where the board ends the visit: the OTP operation, and how far it is. */
export const placesOnChip = {
  'within the first OTP operation': { operation: 'first', progress: 0.3 },
  'within an OTP operation in the middle': { operation: 'middle', progress: 0.9 },
  'within the last OTP operation': { operation: 'last', progress: 0.97 },
  'while the chip burns on without us': { operation: 'first' },
} as const;

export type PlaceInProcess = keyof typeof placesInProcess;
export type PlaceOnChip = keyof typeof placesOnChip;
export type Place = PlaceInProcess | PlaceOnChip;

export const places = [...Object.keys(placesInProcess), ...Object.keys(placesOnChip)] as Place[];

/** Within a step: nothing of the chip matters there, so that each runs on one bank. The others are between two steps. */
const withinSteps = [
  'within T1',
  'hook asked, its answer not stored',
  'T2 committed, the station does not remember it yet',
  'half of the journal’s begin',
  'half of the journal’s end',
  'within T3',
  'T3 committed without an answer, asked again',
] as const satisfies readonly PlaceInProcess[];

/** The places of one of so many banks: those between steps on each. */
export function placesOf(bank: number, banks: number): readonly Place[] {
  return places.filter((place) => {
    const index = (withinSteps as readonly Place[]).indexOf(place);
    return index === -1 || index % banks === bank;
  });
}

/** Whether the ledger has the answers of the hooks. */
export function isAnswered(place: Place): boolean {
  return places.indexOf(place) >= places.indexOf('answers stored');
}

/** How far a visit was when it was killed. */
export function progressOf(place: Place): 'before the burn' | 'burning' | 'in the journal' | 'recorded' {
  if (place in placesOnChip) return 'burning';
  const names = Object.keys(placesInProcess);
  const isFrom = (first: PlaceInProcess) => names.indexOf(place) >= names.indexOf(first);
  if (isFrom('T3 committed without an answer, asked again')) return 'recorded';
  if (isFrom('after the journal’s end, before T3')) return 'in the journal';
  return isFrom('UID equal, before the journal’s end') ? 'burning' : 'before the burn';
}
