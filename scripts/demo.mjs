import { installDependencies, must, run } from './support.mjs';

installDependencies();
must(process.execPath, ['scripts/build.mjs']);
process.exit(run(process.execPath, ['dist/cli/main.js', 'demo', ...process.argv.slice(2)]));
