import { describeKills } from './kills-suite.js';

describeKills('L4 with records', async () => ({ address: 'sqlite:line.db' }));
