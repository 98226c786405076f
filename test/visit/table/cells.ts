/** What the ledger knows of a die when it is presented. */
export type StateName =
  | 'unknown'
  | 'reserved'
  /** Claimed by a run of this station that is still alive, and of another one. */
  | 'live'
  | 'live-elsewhere'
  /** The same where run and station are dead. */
  | 'dead'
  | 'dead-elsewhere'
  | 'failed'
  /** Verified once, and failed since it had changed. */
  | 'changed'
  | 'verified'
  /** The die is unknown, and the values that are its own are a unit's without a die. */
  | 'exported'
  | 'reported'
  | 'reported-die'
  | 'bound'
  | 'released'
  | 'scrapped';

/**
 * What the chip holds: its own values in whole or in part; a write unit that cannot be read and nothing else; nothing that
 * may be read; a value of another unit; one that is exported or reported and has no die; a good unit, or bytes, that the ledger never gave out.
 */
export type ContentName =
  | 'blank'
  | 'whole'
  | 'part'
  | 'damaged'
  | 'unreadable'
  | 'taken'
  | 'unbound'
  | 'stranger'
  | 'bytes'
  /** Values of two units: the serial of one without a die, the address of a verified one, or of another without a die. */
  | 'mixed'
  | 'split';

/** One presentation, and what must become of it. */
export interface Cell {
  readonly state: StateName;
  readonly content: ContentName;
  readonly expected: Expected;
  readonly rewrite?: boolean;
}

export type Expected =
  /** Burnt, with new values; with those that the die had; with those of the unit without a die. */
  | { readonly burnt: 'new' | 'own' | 'found' }
  | { readonly again: true }
  /** The plan refuses it; `failed` where a dead run then counts as failed. */
  | { readonly refusedBy: string }
  | { readonly error: string; readonly exitCode: number };

const words: Readonly<Record<string, Expected>> = {
  new: { burnt: 'new' },
  own: { burnt: 'own' },
  found: { burnt: 'found' },
  again: { again: true },
  suspect: { refusedBy: 'SUSPECT' },
  damaged: { refusedBy: 'DAMAGED' },
  busy: { error: 'UNIT_BUSY', exitCode: 5 },
  twice: { error: 'UID_TWICE', exitCode: 5 },
  taken: { error: 'IDENTITY_TAKEN', exitCode: 5 },
  unknown: { error: 'IDENTITY_UNKNOWN', exitCode: 5 },
  differs: { error: 'IDENTITY_DIFFERS', exitCode: 5 },
  erased: { error: 'IDENTITY_ERASED', exitCode: 5 },
  unread: { error: 'UNIT_UNREADABLE', exitCode: 5 },
  scrapped: { error: 'UNIT_SCRAPPED', exitCode: 5 },
  changed: { error: 'VERIFIED_UNIT_CHANGED', exitCode: 6 },
};

/** A row a state, a column a content; a pair that cannot be is a dash. */
function cellsOf(table: string, more: Partial<Cell> = {}): readonly Cell[] {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([state = '', ...results]) =>
    results.flatMap((word, at) => {
      if (word === '-') return [];
      const expected = words[word];
      if (!expected) throw new Error(`${word}: no such result`);
      return [{ state: state as StateName, content: head[at + 1] as ContentName, expected, ...more }];
    }),
  );
}

/** Double words that can be written once, and no spare slots. */
export const l4Cells = [
  ...cellsOf(`
  state          blank    whole    part     damaged  unreadable taken    unbound  stranger bytes
  unknown        new      -        -        unread   unread     taken    found    unknown  unknown
  reserved       own      own      own      damaged  unread     taken    taken    differs  differs
  live           busy     busy     busy     busy     unread     taken    taken    differs  differs
  live-elsewhere busy     busy     busy     busy     unread     taken    taken    differs  differs
  dead           own      suspect  suspect  damaged  unread     taken    taken    differs  differs
  dead-elsewhere own      suspect  suspect  damaged  unread     taken    taken    differs  differs
  failed         own      suspect  suspect  damaged  unread     taken    taken    differs  differs
  changed        twice    own      own      damaged  unread     taken    taken    differs  differs
  verified       twice    again    changed  changed  unread     taken    taken    differs  differs
  exported       new      found    unknown  unread   unread     taken    found    unknown  unknown
  reported       new      found    unknown  unread   unread     taken    found    unknown  unknown
  reported-die   twice    own      own      damaged  unread     taken    taken    differs  differs
  bound          twice    own      own      damaged  unread     taken    taken    differs  differs
  released       new      differs  differs  differs  unread     taken    taken    differs  differs
  scrapped       scrapped scrapped scrapped scrapped scrapped   scrapped scrapped scrapped scrapped
`),
  ...cellsOf(`
  state          mixed    split
  unknown        taken    -
  exported       -        taken
`),
];

/** Where the next slot takes what an interrupted run may have spoilt. */
export const recordCells = cellsOf(`
  state          blank    whole    part     damaged  taken    unbound
  unknown        new      -        -        unread   taken    found
  reserved       own      own      own      own      taken    taken
  live           busy     busy     busy     busy     taken    taken
  dead           own      own      own      own      taken    taken
  failed         own      own      own      own      taken    taken
  changed        twice    own      own      own      taken    taken
  verified       twice    again    changed  changed  taken    taken
  exported       new      found    unknown  unread   taken    found
  bound          twice    own      own      own      taken    taken
  released       new      differs  differs  differs  taken    taken
`);

/** Bytes that may be written again, and no check bits that could be wrong. */
export const f4Cells = cellsOf(`
  state          blank    whole    part
  unknown        new      -        -
  reserved       own      own      own
  live           busy     busy     busy
  dead           own      own      own
  dead-elsewhere own      own      own
  failed         own      own      own
  changed        twice    own      own
  verified       twice    again    changed
  exported       new      found    unknown
  reported-die   twice    own      own
  bound          twice    own      own
  released       new      differs  differs
`);

/** A reserved sector, which somebody can erase. */
export const sectorCells = [
  ...cellsOf(`
  state          blank    whole
  unknown        new      -
  reserved       own      -
  live           busy     -
  dead           own      -
  failed         own      -
  changed        own      -
  verified       erased   again
  exported       new      -
  reported       new      -
  reported-die   erased   -
  bound          erased   -
  released       new      -
  scrapped       scrapped -
`),
  ...cellsOf(
    `
  state          blank
  verified       own
  reported-die   own
  bound          own
`,
    { rewrite: true },
  ),
];
