/** What dfu-util says that it did; what became of the fuses only a read-back shows. */
export interface DfuSaid {
  /**
   * done: the device took all and went back to idle. failed: it, or dfu-util, reports an error. unsent: no byte left
   * the host. unclear: none of these.
   */
  readonly result: 'done' | 'failed' | 'unsent' | 'unclear';
  /** In words, with what to do where that is known. */
  readonly text: string;
}

/**
 * Judges a download by what dfu-util 0.9 or 0.11 printed. Its exit code says little: 0.9 ends with 0 though the device
 * refused the data (dfu_load.c returns bytes_sent), and both print "Done!" and end with 0 when the device reports
 * dfuERROR after the last packet, which is when U-Boot writes the fuses.
 */
export function judgeDownload(output: string, exitCode: number | undefined): DfuSaid {
  const lines = linesOf(output);
  const explained = explain(lines);
  const sent = lines.some((line) => line.startsWith('Copying data from PC to DFU device'));
  if (!sent) return { result: 'unsent', text: explained ?? 'dfu-util sent nothing' };
  const [state, status] = lastState(lines);
  const isIdle = state === '2' && status === '0';
  if (exitCode === 0 && isIdle && lines.includes('Done!') && !lines.some(isError)) {
    return { result: 'done', text: 'dfu-util: Done!' };
  }
  if (lines.some(isError) || (state !== '' && status !== '0')) {
    return { result: 'failed', text: explained ?? `the device reports state ${state}, status ${status}` };
  }
  return { result: 'unclear', text: explained ?? `dfu-util ended with exit code ${exitCode ?? 'none'}` };
}

/** The reason of a failed call of dfu-util; undefined where its output says nothing that is known. */
export function explainDfu(output: string): string | undefined {
  return explain(linesOf(output));
}

const stateLine = /^(?:DFU )?state\(?(\d+)\)? = \w+, status\(?(\d+)\)? = /;

function lastState(lines: readonly string[]): readonly [string, string] {
  // Those before the data are about the state that the device was found in.
  const copied = lines.findIndex((line) => line.startsWith('Copying data'));
  for (const line of lines.slice(copied).toReversed()) {
    const [, state, status] = stateLine.exec(line) ?? [];
    if (state !== undefined && status !== undefined) return [state, status];
  }
  return ['', ''];
}

function isError(line: string): boolean {
  return (
    /^dfu-util: (?!Warning: |Invalid DFU suffix signature|A valid DFU suffix)/.test(line) ||
    /failed!$/.test(line)
  );
}

function explain(lines: readonly string[]): string | undefined {
  for (const [pattern, text] of known) {
    const line = lines.find((each) => pattern.test(each));
    if (line !== undefined) return `${clean(line)}: ${text}`;
  }
  const error = lines.find(isError);
  return error === undefined ? undefined : clean(error) || 'an error without words';
}

/** Texts of dfu-util 0.9 and 0.11: main.c, dfu_util.c, dfu_load.c, dfu_file.c. */
const known: readonly (readonly [RegExp, string])[] = [
  [
    /Cannot open (DFU )?device.*LIBUSB_ERROR_NOT_SUPPORTED|LIBUSB_ERROR_NOT_SUPPORTED/,
    'Windows has another driver for it. Install WinUSB for "DFU in HS Mode" and "USB download gadget", by Zadig for example',
  ],
  [
    /Cannot open (DFU )?device/,
    'this user may not open it. On Linux add a udev rule for 0483:df11, or run as root once; on Windows install WinUSB for it',
  ],
  [/No DFU capable USB device available/, 'the board is gone, or another program has it'],
  [/More than one DFU capable USB device found/, 'two boards fit. Leave one connected'],
  [/Lost device after RESET/, 'the board did not come back'],
  [/Cannot claim interface/, 'another program has it: STM32CubeProgrammer for example'],
  [/Cannot set alternate interface/, 'the device refuses this partition'],
  [/Cannot open file .* for writing/, 'dfu-util writes no file that is there already'],
  [/Could not open file .* for reading/, 'the file is gone'],
  [/unable to initialize libusb/, 'libusb does not start here'],
  [/Error during upload/, 'the connection broke, or the service could not read the fuses'],
  [
    /Error during download|Error sending completion packet|unable to read DFU status after completion/,
    'the connection broke while fuses may have been written',
  ],
  [/status\(?(?!0\b)\d+\)? = /, 'the service stopped at an error; words before it may be written'],
  [/failed!$/, 'the device refused the data'],
];

function linesOf(output: string): readonly string[] {
  return output.split(/[\r\n]+/).map((line) => line.trim());
}

function clean(line: string): string {
  return line
    .replace(/^dfu-util: /, '')
    .replace(/[.!?\s]+$/, '')
    .slice(0, 200);
}
