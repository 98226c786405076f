// Loaded before the command line: what it asks the operating system next fails as nothing should.
require('node:fs/promises').stat = () => {
  throw new TypeError('broken for a test');
};
