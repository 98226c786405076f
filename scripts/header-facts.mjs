// Writes test/facts/*.json: numbers of public sources that banks/ and controllers/ are compared with. No network:
// node scripts/header-facts.mjs --clones FOLDER, where FOLDER/<owner>+<name>/ (or its folder repo) is a git clone of each.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { headerAreas } from './facts/all-otp.mjs';
import { clone } from './facts/clone.mjs';
import { debugPorts } from './facts/debug-ports.mjs';
import { deviceFacts } from './facts/devices.mjs';
import { grouped } from './facts/group.mjs';
import { halFacts } from './facts/hal.mjs';
import { families, headerFacts, startsOf } from './facts/headers.mjs';
import { cubeProgrammer, openocd, openocdF2 } from './facts/otp-areas.mjs';
import { resetValues } from './facts/svd.mjs';
import { must, root } from './support.mjs';

const { values } = parseArgs({ options: { clones: { type: 'string' } } });
if (values.clones === undefined) throw new Error('name the folder of the clones: --clones FOLDER');

const sources = open('embassy-rs', 'stm32-data-sources');
const chips = open('embassy-rs', 'stm32-data-generated');
const ocd = open('openocd-org', 'openocd');
const hal = families.map((family) => {
  const series = `${family.toLowerCase()}xx`;
  return { family, series, clone: open('STMicroelectronics', `${series}_hal_driver`) };
});

const devices = Object.fromEntries(families.map((family) => [family, deviceFacts(chips, family)]));
const devIds = new Set(Object.values(devices).flatMap((groups) => groups.map(({ devId }) => devId)));

write('cmsis.json', {
  source: { ...sources.source, folder: 'headers' },
  note: 'A value alone holds in every header of the family; otherwise each value has the headers that say it.',
  families: byFamily((family) => filesOf('headers', family, '.h', headerFacts)),
});
write('svd.json', {
  source: { ...sources.source, folder: 'svd' },
  note: 'Reset values.',
  families: byFamily((family) => filesOf('svd', family, '.svd', resetValues)),
});
write('hal.json', {
  sources: hal.map((one) => one.clone.source),
  families: Object.fromEntries(
    hal.map((one) => [one.family, halFacts(one.clone, one.series, anyHeader(one.family))]),
  ),
});
write('otp-areas.json', {
  cubeProgrammer: {
    source: { ...sources.source, folder: 'cubeprogdb/db' },
    devices: cubeProgrammer(sources, devIds),
  },
  openocd: {
    source: { ...ocd.source, file: 'src/flash/nor/stm32l4x.c' },
    devices: Object.fromEntries(Object.entries(openocd(ocd)).filter(([devId]) => devIds.has(devId))),
  },
  openocdF2: { source: { ...ocd.source, file: 'src/flash/nor/stm32f2x.c' }, symbols: openocdF2(ocd) },
});
write('all-otp.json', {
  headers: { source: { ...sources.source, folder: 'headers' }, areas: headerAreas(sources) },
  cubeProgrammer: {
    source: { ...sources.source, folder: 'cubeprogdb/db' },
    areas: onlyOtp(cubeProgrammer(sources)),
  },
  openocd: { source: { ...ocd.source, file: 'src/flash/nor/stm32l4x.c' }, areas: onlyOtp(openocd(ocd)) },
});
write('debug-ports.json', {
  source: { ...ocd.source, folder: 'tcl/target' },
  families: debugPorts(ocd, families),
});
write('devices.json', { source: { ...chips.source, folder: 'data/chips' }, families: devices });

function open(owner, name) {
  const folder = join(values.clones, `${owner}+${name}`);
  const bare = join(folder, 'repo');
  return clone(existsSync(bare) ? bare : folder, `${owner}/${name}`);
}

/** DEV_ID → the name of the parts and their OTP. */
function onlyOtp(parts) {
  const known = Object.entries(parts).filter(([, { otp }]) => otp !== undefined && !otp.startsWith('0x0 '));
  return Object.fromEntries(known.map(([devId, { name, otp }]) => [devId, `${name}: ${otp}`]));
}

function anyHeader(family) {
  const [start] = startsOf(family);
  const name = `headers/${start.toLowerCase()}`;
  return sources.read(sources.list('headers').find((path) => path.startsWith(name)));
}

function byFamily(factsOf) {
  return Object.fromEntries(
    families.map((family) => {
      const facts = factsOf(family);
      return [family, { files: Object.keys(facts).join(' '), facts: grouped(facts) }];
    }),
  );
}

function filesOf(folder, family, ending, factsOf) {
  const starts = startsOf(family).map((start) => `${folder}/${start.toLowerCase()}`);
  const paths = sources
    .list(folder)
    .filter((path) => starts.some((start) => path.startsWith(start)) && path.endsWith(ending))
    .filter((path) => sources.has(path));
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1, -ending.length), factsOf(sources.read(path))]),
  );
}

function write(name, document) {
  const file = join('test/facts', name);
  writeFileSync(join(root, file), JSON.stringify(document, null, 2));
  must(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', file]);
}
