import { answerFor, type Device, isSector, type LoadedBank, listDevices } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import {
  type FamilyMatch,
  findFamily,
  type Knowledge,
  type OtpArea,
  type OtpRecord,
  type Unserved,
} from '../family/index.js';
import { bankFacts } from './bank-facts.js';
import type { ExplainDocument } from './document.js';
import { protectionOf } from './protection.js';
import { sectorFacts } from './sector.js';

/** What is known of a device: a bank's facts where one serves it, and the family's. Errors: DEVICE_UNKNOWN, BANK_AMBIGUOUS. */
export function explainDevice(query: string, banks: readonly LoadedBank[]): ExplainDocument {
  const found = answerOrLine(query, banks);
  return 'facts' in found ? unserved(found) : served(found, findFamily(found.name.toUpperCase()));
}

/** People ask for an STM32L476, too. */
function answerOrLine(query: string, banks: readonly LoadedBank[]): Device | FamilyMatch {
  try {
    return answerFor(query, banks);
  } catch (cause) {
    const line =
      cause instanceof OtpforgeError && cause.code === 'DEVICE_UNKNOWN' ? lineOf(query, banks) : undefined;
    if (line) return line;
    throw cause;
  }
}

function lineOf(query: string, banks: readonly LoadedBank[]): Device | undefined {
  const wanted = query.trim().toUpperCase();
  if (findFamily(wanted)?.prefix !== wanted) return undefined;
  const devices = listDevices(banks).filter(({ name }) => name.toUpperCase().startsWith(wanted));
  const files = new Set(devices.map(({ file }) => file));
  return devices[0] && files.size === 1 ? { ...devices[0], name: wanted } : undefined;
}

function served(device: Device, known: FamilyMatch | undefined): ExplainDocument {
  const { family, line, bank, otp, supply, levels, witnesses } = bankFacts(device);
  const reserved = isSector(device.bank);
  const facts = { ...(known ? factsOf(known) : nothing), ...(reserved && sectorFacts(device.bank)) };
  return {
    format: 'otpforge.explain/1',
    device: device.name,
    family,
    line,
    answer: 'bank',
    summary: reserved
      ? `it has no OTP; bank ${bank.name} serves it: otpforge writes an identity into a reserved sector of its main flash`
      : `bank ${bank.name} serves it: otpforge burns its OTP`,
    isListed: true,
    bank,
    otp,
    ...facts,
    readProtection: protectionOf(levels, facts.readProtection),
    ...(reserved && { sector: device.bank.sector }),
    supply: [supply, ...facts.supply],
    proven: bank.isShipped ? [...provenOf(facts.proven), witnessText(witnesses)] : [projectBank],
    instead: reserved ? facts.instead : [],
    sources: [...facts.sources, `${bank.file}: the source of each number, by field`],
  };
}

function unserved(known: FamilyMatch): ExplainDocument {
  const { name, family, line, answer, isListed, facts } = known;
  return {
    format: 'otpforge.explain/1',
    device: name,
    family,
    line,
    answer,
    summary: summaries[answer](facts.summary),
    isListed: isListed !== false,
    bank: null,
    otp: facts.otp && areaOf(facts.otp),
    ...factsOf(known),
    ...(answer === 'mp1' ? {} : { proven: answer === 'none' ? [] : [notServed] }),
  };
}

const summaries: Readonly<Record<Unserved, (facts: string) => string>> = {
  none: (facts) => `it has no OTP; ${facts}`,
  'not-yet': (facts) => `not served yet; it has ${facts}`,
  mp1: (facts) => `otpforge mp1 reads and writes its fuses; it has ${facts}`,
};

/** The facts of a record that a document has as they are. */
function factsOf({ facts: { summary, otp, ...facts } }: FamilyMatch): Knowledge {
  return facts;
}

const nothing = {
  where: [],
  unit: [],
  locks: [],
  ecc: [],
  readProtection: null,
  supply: [],
  factory: ['Not verified.'],
  tools: [],
  proven: [],
  instead: [],
  questions: [],
  notVerified: [],
  sources: [],
} as const;

const onTheModel = 'On otpforge’s own simulated chip. No board has been burnt.';
const projectBank = 'Not by us: the bank is not one of the package.';
const notServed = 'Nothing: otpforge has no bank for it, and burns none.';

function provenOf(proven: readonly string[]): readonly string[] {
  return proven.length === 0 ? [onTheModel] : proven;
}

// A model that only its own loader has tried may share its errors.
function witnessText(witnesses: readonly string[]): string {
  return witnesses.length === 0
    ? 'No driver of others burns the simulated flash controller: it is our own model only.'
    : `The simulated flash controller is also burnt by the drivers of others: ${witnesses.join(', ')}.`;
}

function areaOf({ base, locks, ...area }: OtpRecord): OtpArea {
  const { base: lockBase, ...others } = locks;
  return {
    ...area,
    base: base === null ? null : Number(base),
    locks: { ...others, ...(lockBase !== undefined && { base: Number(lockBase) }) },
  };
}
