/* A loader runs under a vector table of its own: no exception ends in the firmware or in lock-up. */
const tests = ['burn/preamble.test.ts'];

export const vectorMutants = [
  {
    name: 'job-without-vector-table',
    rule: 'a loader runs under its own vector table',
    file: 'src/burn/run-job.ts',
    find: 'await writeWord(probe, vectorTableRegister, job.vectorTable);',
    replace: 'await writeWord(probe, vectorTableRegister, 0);',
    tests,
  },
  {
    name: 'vectors-ecc-flag-kept',
    rule: 'the ECC flags of the reset are cleared before the loader runs',
    find: 'ldr(1, at + 2, from + 4), store);',
    replace: 'ldr(1, at + 2, from + 4), 0xbf00);',
    tests,
  },
  {
    name: 'vectors-second-ecc-flag-kept',
    rule: 'the flags of every ECC register are cleared before the loader runs',
    find: 'const { registers } = ecc;',
    replace: 'const registers = ecc.registers.slice(0, 1);',
    tests,
  },
  {
    name: 'vectors-nmi-forgiven',
    rule: 'a double ECC error that the loader meets stops it',
    find: 'ldr(1, arm + 8, literal.trap), store,',
    replace: 'ldr(1, arm + 8, literal.trap), 0xbf00,',
    tests,
  },
  {
    name: 'vectors-fault-reads-as-return',
    rule: 'a HardFault of the loader does not read as its return',
    find: 'word(hardFaultVector, handler(stops.hardFault));',
    replace: 'word(hardFaultVector, handler(stops.returned));',
    tests,
  },
  {
    name: 'vectors-anywhere',
    rule: 'the vector table lies where SCB_VTOR can point',
    find: 'return Math.ceil(ram.base / tableAlignment) * tableAlignment;',
    replace: 'return ram.base + 0 * tableAlignment;',
    tests,
  },
  {
    name: 'openocd-without-vector-table',
    rule: 'the script for OpenOCD sets the vector table',
    file: 'loader-templates/openocd.tcl.hbs',
    find: 'write_memory 0xE000ED08 32 {{hex32 ram}}',
    replace: '',
    tests: ['export/openocd.test.ts'],
  },
  {
    name: 'commander-without-vector-table',
    rule: 'the scripts for J-Link Commander set the vector table',
    file: 'loader-templates/commander-job.jlink.hbs',
    find: 'w4 0xE000ED08, {{hex32 vectorTable}}',
    replace: '',
    tests: ['export/commander.test.ts'],
  },
  {
    name: 'pyocd-without-vector-table',
    rule: 'the script for pyOCD sets the vector table',
    file: 'loader-templates/pyocd-user.py.hbs',
    find: '        self.target.write32(VECTOR_TABLE, address)\n',
    replace: '',
    tests: ['export/pyocd-download.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/preamble.ts', ...mutant }));
