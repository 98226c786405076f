import { loadLineInputs } from '../api/line-inputs.js';
import { openLine } from '../api/open-line.js';
import { visitLedger } from '../api/visit-ledger.js';
import { type BankFolders, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Ledger } from '../ledger/index.js';
import type { Line, LineWarning } from '../line/index.js';
import { kindOf, type Medium, openProbe, type ProbeUri, parseProbeUri } from '../probe/index.js';
import type { RehearseWhen } from '../rehearsal/index.js';
import { settleStation } from '../visit/index.js';
import type { Contact } from './contact.js';
import { contactOf as contactOfProbe } from './contact-of.js';
import type { Guard } from './guards/guard.js';
import { LineKeeper } from './line-keeper.js';
import { readNames } from './operator-names.js';
import { RunningStation } from './running-station.js';
import type { KeyedStation, Station } from './station.js';
import { openOutputs } from './station-outputs.js';

export interface StationOptions {
  /** The file of the line, line.yaml. */
  readonly line: string;
  /** The code of who is at the station. */
  readonly operator?: string;
  /** The stage of the layout that is burnt. */
  readonly stage?: string;
  /** Ends after one visit, with its code. */
  readonly once?: boolean;
  /** Burns without asking. */
  readonly yes?: boolean;
  /** The record of program runs, with `{day}` for a file a day. */
  readonly journal: string;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
  readonly banks?: BankFolders;
  /** For the first plan of each shape unless given. */
  readonly rehearse?: RehearseWhen;
  /** What notices the boards of a slot, instead of its probe. */
  readonly contactOf?: (slot: string, uri: ProbeUri) => Contact;
  /** What must be so before a board is taken up, beside what the line asks for. */
  readonly guards?: readonly Guard[];
  /** Stops it, as `stop()` does. */
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
  /** Before the ledger is asked again for a record; half a second unless given. */
  readonly retryPauseMs?: number;
}

/** A station with what it works on, which is open until the station has ended. */
export interface OpenedStation extends KeyedStation {
  readonly line: Line;
  readonly ledger: Ledger;
  /** What somebody may not have meant in the line. */
  readonly lineWarnings: readonly LineWarning[];
  /** Whether the line has labels. */
  readonly canPrint: boolean;
  /** Prints the label of a unit again. Errors: UNIT_UNKNOWN, LABEL_*, those of the ledger. */
  reprint(unit: number): Promise<void>;
  /** Somebody decided about a unit: those that are open are read again. */
  unitsChanged(): void;
}

/**
 * Opens a line, its ledger and its slots, and begins to take boards. Its ledger is closed when it has ended. Errors: those of
 * `unit` before a board is looked at; SLOT_NEEDED for a line without slots.
 */
export async function openStation(options: StationOptions): Promise<OpenedStation> {
  const { journal, banks: folders, ledgerKey, stage = '', now = () => new Date() } = options;
  const inputsOptions = { journal, ...(folders !== undefined && { banks: folders }) };
  const inputs = await loadLineInputs(options.line, inputsOptions);
  const uris = new Map([...inputs.line.slots].map(([slot, uri]) => [slot, parseProbeUri(uri)]));
  const medium = mediumOf(inputs.line, [...uris.values()]);
  const names = await readNames(inputs.line.operators?.names);
  const banks = await loadBanks(folders);
  const open = (uri: ProbeUri) => openProbe(uri, { banks, device: inputs.device, newChip: 'refuse' });
  const contactFor = options.contactOf ?? ((slot, uri) => contactOfProbe(slot, uri, { open }));
  const slots = new Map([...uris].map(([slot, uri]) => [slot, { uri, contact: contactFor(slot, uri) }]));
  const { ledger } = await openLine(options.line, {
    medium: medium === 'silicon' ? 'silicon' : 'simulated',
    ...(ledgerKey !== undefined && { ledgerKey }),
  });
  try {
    const visits = visitLedger(ledger);
    await ledger.checkClock();
    const endLife = await ledger.keepAlive();
    // What a journal knows of a station that was killed; its units are open then, and shown so.
    await settleStation({ ledger: visits, line: inputs.line, journal, note: () => undefined });
    const from = new Date(await ledger.transaction(async (tx) => tx.now));
    const keeper = new LineKeeper(inputs, inputsOptions, () => station.lineChanged());
    let running: RunningStation | undefined;
    const outputs = await openOutputs({
      ledger,
      inputs: () => keeper.inputs,
      onProblem: (problem) => running?.warn(problem),
      changed: () => running?.changed(),
    });
    const station = new RunningStation({
      ...{ outputs, keeper, slots, medium, journal, stage, names, from, now },
      open: { ledger, visits },
      rehearse: options.rehearse ?? 'first',
      yes: options.yes ?? false,
      once: options.once ?? false,
      operator: options.operator,
      retryPauseMs: options.retryPauseMs,
      guards: options.guards ?? [],
      close: async () => {
        endLife();
        await ledger.close();
      },
    });
    running = station;
    stopBy(station, options.signal);
    return station;
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

function stopBy(station: Station, signal: AbortSignal | undefined): void {
  if (signal?.aborted) station.stop();
  else signal?.addEventListener('abort', () => station.stop(), { once: true });
}

/** Errors: SLOT_NEEDED, USAGE. */
function mediumOf({ file }: Line, uris: readonly ProbeUri[]): Medium {
  const media = new Set(uris.map((uri) => kindOf(uri).medium));
  const [medium] = media;
  if (medium === undefined)
    throw new OtpforgeError('SLOT_NEEDED', {
      message: `${file} has no slots`,
      remedy: 'Give the line its slots, each with a probe.',
      details: { file, slots: [] },
    });
  if (media.size > 1)
    throw new OtpforgeError('USAGE', {
      message: `${file} has slots for simulated chips beside those for real ones`,
      remedy: 'Keep a line of its own for training.',
      details: { file },
    });
  return medium;
}
