import type { LedgerAddress } from '../ledger/address.js';
import type { AddressPool, Sequence } from '../values/index.js';

/** A checked line.yaml: what one production line needs. Paths are absolute. */
export interface Line {
  /** As it was named, for messages. */
  readonly file: string;
  /** The folder of the file, where its commands work. */
  readonly folder: string;
  readonly product: string;
  readonly layout: string;
  readonly device: string;
  readonly firmware?: string;
  /** Of the dates in values: a name of the IANA database. */
  readonly timezone: string;
  readonly ledger: LedgerAddress;
  readonly order?: Order;
  /** In the order of the file. */
  readonly sources: readonly FieldSource[];
  /** What makes a station begin with a board that is in. */
  readonly start: 'contact' | 'scan' | 'key' | 'http';
  readonly operators?: Operators;
  /** Probes by the name of their slot, as URIs that name files by absolute paths. */
  readonly slots: ReadonlyMap<string, string>;
  /** What the line itself says under scope:, by field; elements of a repeated field have one, under its name without numbers. */
  readonly scopes: ReadonlyMap<string, string>;
  /** What computes fields of the layout, by the name that its "by:" has. */
  readonly signers: Readonly<Record<string, Command>>;
  /** What runs after the read-back, in this order. */
  readonly after: readonly Command[];
  /** Where what the ledger records goes, each of another name. */
  readonly outputs: readonly Output[];
  readonly label?: Label;
  readonly expect?: { readonly rdp?: 0 | 1 | 2 };
  /** cold: the verdict waits for a loss of the supply and a second session. */
  readonly verify?: 'cold';
  /** Unique IDs of boards that are only read, in upper case. */
  readonly golden?: readonly string[];
  readonly backup?: Backup;
  /** 1-based line of a key of the file, or of its nearest parent. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Backups of its ledger that a station makes by itself. */
export interface Backup {
  /** The folder. */
  readonly to: string;
  readonly everyMinutes: number;
  /** How many there may be. */
  readonly keep: number;
}

/** Who signs on at a station. */
export interface Operators {
  /** For the whole text of a badge. */
  readonly badge: string;
  /** A file with the name of each badge. */
  readonly names?: string;
}

export interface Order {
  readonly number: string;
  /** Units. */
  readonly quantity: number;
}

/** A program and its arguments; no shell sees them. */
export interface Command {
  readonly command: readonly string[];
  /** Seconds until it is killed with all that it has started; 10 unless given. */
  readonly timeout?: number;
  /** The folder that it works in. */
  readonly folder: string;
}

/** Something that gets all that the ledger has for other systems. */
export type Output = {
  /** What the ledger remembers its place by. */
  readonly name: string;
} & (FileOutput | PostOutput | { readonly kind: 'command'; readonly command: Command });

export interface FileOutput {
  readonly kind: 'file';
  readonly file: string;
}

export interface PostOutput {
  readonly kind: 'post';
  readonly url: string;
  /** `${NAME}` in a value is a variable of the environment. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds; 10 unless given. */
  readonly timeout?: number;
}

/** What is printed of a unit. */
export interface Label {
  /** The file of the Handlebars template. */
  readonly template: string;
  readonly printer: Printer;
  /** How values are escaped. */
  readonly escape: 'zpl' | 'none';
  /** Somebody scans each label. */
  readonly confirm?: 'scan';
  /** Seconds; 10 unless given. */
  readonly timeout?: number;
}

export type Printer =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'command'; readonly command: Command };

/** Where the values of a field come from. */
export type FieldSource = {
  /** Flat, as in tables of units: "keys[0].id". */
  readonly field: string;
} & Source;

export type Source =
  | SequenceSource
  | PoolSource
  | { readonly kind: 'uuid' }
  | RandomSource
  | ListSource
  | { readonly kind: 'scan' /** For a whole value. */; readonly pattern: string }
  | { readonly kind: 'hook'; readonly command: Command }
  | { readonly kind: 'derive' /** The field of the MAC. */; readonly from: string };

export interface SequenceSource {
  readonly kind: 'sequence';
  /** The counter in the ledger. */
  readonly pool: string;
  readonly sequence: Sequence;
  /** The first number of each period. */
  readonly first: number;
}

export interface PoolSource {
  readonly kind: 'pool';
  /** The counter in the ledger, which counts blocks of the range from 0. */
  readonly pool: string;
  readonly addresses: AddressPool;
}

export interface RandomSource {
  readonly kind: 'random';
  /** Bytes. */
  readonly length: number;
  /** The file of the public key that a copy of the value is sealed with. */
  readonly recipient?: string;
}

export interface ListSource {
  readonly kind: 'list';
  /** Fields of one list get their values from one of its rows. */
  readonly list: string;
  readonly column: string;
  /** The row is the one with the value that was scanned for this field; the next free one unless given. */
  readonly by?: 'scan';
}

export type SourceKind = Source['kind'];
