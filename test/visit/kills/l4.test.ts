import { describeKills } from './kills-suite.js';

describeKills('L4', async () => ({ address: 'sqlite:line.db' }));
