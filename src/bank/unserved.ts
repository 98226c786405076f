import { OtpforgeError } from '../errors/index.js';
import { type FamilyMatch, familyOf, listedDevices } from '../family/index.js';
import { didYouMean, nearNames } from '../text/near.js';

/** A device that a bank serves, and the family of the bank. */
interface ServedName {
  readonly name: string;
  readonly family: string;
}

/** The answer for a device that no bank serves: that it has no OTP and what to do, or what is known of it. */
export function unservedDevice(
  query: string,
  { name, family, line, answer, facts }: FamilyMatch,
): OtpforgeError {
  const shown = JSON.stringify(query);
  const more = `otpforge explain ${name} shows the rest.`;
  return new OtpforgeError('DEVICE_UNKNOWN', {
    ...answers[answer](shown, facts.summary, more),
    details: { query, suggestions: [], answer, family, line },
  });
}

type Answer = (
  shown: string,
  summary: string,
  more: string,
) => { readonly message: string; readonly remedy: string };

const answers: Readonly<Record<FamilyMatch['answer'], Answer>> = {
  none: (shown, summary, more) => ({
    message: `the device ${shown} has no OTP`,
    remedy: `Instead, ${summary}. ${more}`,
  }),
  'not-yet': (shown, summary, more) => ({
    message: `no bank serves the device ${shown} yet`,
    remedy: `It has ${summary}. ${more} otpforge docs adding-a-bank shows how to add a bank.`,
  }),
  mp1: (shown, summary, more) => ({
    message: `the device ${shown} has fuses, which this command does not serve`,
    remedy: `It has ${summary}: use otpforge mp1, see otpforge docs mp1. ${more}`,
  }),
};

/** No bank and no list knows the name. */
export function unknownDevice(query: string, wanted: string, served: readonly ServedName[]): OtpforgeError {
  const suggestions = [...devicesOfLine(wanted, served), ...nearDevices(wanted, served)].slice(
    0,
    mostSuggestions,
  );
  return new OtpforgeError('DEVICE_UNKNOWN', {
    message: `no bank serves a device called ${JSON.stringify(query)}`,
    remedy:
      didYouMean(suggestions) ??
      'otpforge banks --devices lists the devices that are served; otpforge docs adding-a-bank shows how to add one.',
    details: { query, suggestions },
  });
}

const mostSuggestions = 5;

// "STM32F401" is what people call a chip, and too little to burn it by.
function devicesOfLine(wanted: string, served: readonly ServedName[]): readonly string[] {
  const names = served.map(({ name }) => name.toUpperCase()).filter((name) => name.startsWith(wanted));
  return /^STM32[A-Z0-9]{4,}$/.test(wanted) ? names : [];
}

// A chip of another family may burn the wrong area: it is not a better name for one that is not known.
function nearDevices(wanted: string, served: readonly ServedName[]): readonly string[] {
  const record = familyOf(wanted);
  const prefix = record?.prefixes.find((each) => wanted.startsWith(each)) ?? '';
  // Of two families whose names begin alike, as STM32WB and STM32WBA, the longer one counts.
  const ofBanks = served.filter(
    ({ family }) => wanted.startsWith(family.toUpperCase()) && family.length >= prefix.length,
  );
  const names = [...ofBanks, ...listedOf(record, prefix)];
  const families = [...new Set(names.map(({ family }) => family.toUpperCase()))];
  const near = families.flatMap((family) => {
    const rests = names
      .filter((each) => each.family.toUpperCase() === family)
      .map(({ name }) => name.slice(family.length));
    // The letters that all names of a family begin with make none of them nearer.
    return nearNames(wanted.slice(family.length), rests, mostSuggestions).map((rest) => `${family}${rest}`);
  });
  return [...new Set(near)];
}

function listedOf(record: ReturnType<typeof familyOf>, family: string): readonly ServedName[] {
  return record ? listedDevices(record).map((name) => ({ name, family })) : [];
}
