// Loaded before the command line: what it asks the platform for next fails as nothing should.
require('node:crypto').createHash = () => {
  throw new TypeError('broken for a test');
};
