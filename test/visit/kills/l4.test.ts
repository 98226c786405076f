import { describeKills } from './kills-suite.js';

describeKills('L4', () => ({ address: 'sqlite:line.db' }));
