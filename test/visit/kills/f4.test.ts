import { describeKills } from './kills-suite.js';

describeKills('F4', async () => ({ address: 'sqlite:line.db' }));
