import { type Command, type Help, Option } from 'commander';
import { toned } from '../text/tone.js';
import { widthOf } from './wrap.js';

/** Flags by what they are about, in the order of --help. What is in no section is the command's own. */
const sections = {
  'Options:': [],
  'Unit data:': [
    'data',
    'csv',
    'row',
    'where',
    'column',
    'ignore-column',
    'header-line',
    'check',
    'set',
    'stage',
    'slot',
  ],
  'Chip and probe:': ['probe', 'no-probe', 'device', 'chip-dump', 'reset', 'jlink-library', 'log'],
  'Image:': ['address', 'raw', 'fill', 'lock-empty', 'start', 'only', 'without', 'blank-is-absent'],
  'Journal:': ['journal', 'no-journal'],
  'What to accept:': ['firmware-only', 'accept-suspect', 'moved-from', 'unverified-bank', 'shared'],
  'Project:': ['layout', 'banks', 'controllers', 'config', 'templates'],
  'Output:': ['output', 'svg', 'json', 'verbose', 'trace', 'help'],
} as const;

const headings: readonly string[] = Object.keys(sections);

/** Fewer flags are one list. */
const mostInOneList = 9;

/** Sections of flags, in one order everywhere; titles stand out where there are colours. */
export const helpSettings: Partial<Help> = {
  styleTitle: (title) => toned('heading', title),
  displayWidth: widthOf,
  groupItems(_all, visible, headingOf) {
    const found = [...new Set(visible.map(headingOf))].toSorted(
      (a, b) => headings.indexOf(a) - headings.indexOf(b),
    );
    return new Map(found.map((heading) => [heading, visible.filter((item) => headingOf(item) === heading)]));
  },
};

/** Puts the flags of a command, and of those below it, in their sections. */
export function addSections(command: Command): void {
  for (const each of command.commands) addSections(each);
  const help = new Option('-h, --help', 'show this help');
  command.addHelpOption(help);
  if (command.options.length <= mostInOneList) return;
  for (const option of [...command.options, help]) option.helpGroup(sectionOf(option));
}

function sectionOf({ long }: Option): string {
  const name = long?.replace(/^--/, '') ?? '';
  const section = Object.entries<readonly string[]>(sections).find(([, names]) => names.includes(name));
  return section?.[0] ?? 'Options:';
}
