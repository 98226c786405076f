// Loaded before the command line: what it asks the operating system next fails as nothing should.
require('node:fs/promises').readFile = () => {
  throw new TypeError('broken for a test');
};
