// Loaded before the command line: says on stderr, as JSON, which files it compiled and whether their compiled code was taken.
const vm = require('node:vm');

const scripts = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const { filename = '', cachedData } = options ?? {};
    if (!filename.startsWith('otpforge:')) return;
    scripts.push({ name: filename, isCached: cachedData !== undefined && this.cachedDataRejected === false });
  }
};
process.on('exit', () => process.stderr.write(JSON.stringify(scripts)));
