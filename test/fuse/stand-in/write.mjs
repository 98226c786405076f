/* One run of writeFuses in a process of its own, which a test may kill: `node write.mjs OPTIONS`. */
import { writeFuses } from '../../../dist/index.js';

const options = JSON.parse(process.argv[2]);
const { result } = await writeFuses({ ...options, confirm: () => true });
process.stdout.write(result);
