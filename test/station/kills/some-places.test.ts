import { describeStationKills } from './station-kills-suite.js';

// One for each thing that the page says; every-place.test.ts has the others.
describeStationKills([
  'T1 committed, the station does not remember it yet',
  'within an OTP operation in the middle',
  'after the journal’s end, before T3',
]);
