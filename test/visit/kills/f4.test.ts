import { describeKills } from './kills-suite.js';

describeKills('F4', () => ({ address: 'sqlite:line.db' }));
