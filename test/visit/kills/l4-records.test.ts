import { describeKills } from './kills-suite.js';

describeKills('L4 with records', () => ({ address: 'sqlite:line.db' }));
