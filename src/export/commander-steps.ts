/** One script to run, and the command that decides whether to go on. */
export interface Step {
  readonly kind: 'check' | 'firmware' | 'data' | 'locks';
  readonly script: string;
  readonly what: string;
  /** What a job burns: "the data". */
  readonly burns: string;
  /** Empty when J-Link's own verification decides. */
  readonly check: string;
  /** The exit code with which to go on, in words. */
  readonly expected: string;
}

/** The image, filled and complete, beside the scripts: the folder alone is enough for a bench. */
export const unitFile = 'unit.hex';

export interface StepsInput {
  readonly device: string;
  readonly firmware: boolean;
  readonly data: boolean;
  readonly locks: boolean;
  readonly lockEmpty: readonly number[];
}

/** The scripts of an export in the order that keeps the irreversible last. */
export function stepsOf({ device, firmware, data, locks, lockEmpty }: StepsInput): readonly Step[] {
  const empty = lockEmpty.map((block) => ` --lock-empty ${block}`).join('');
  const check = (flags: string) =>
    `otpforge check-dump ${flags} --image ${unitFile} --device ${device}${empty}`;
  const done = '0 (everything that the image wants was read back)';
  const steps: Omit<Step, 'script'>[] = [
    {
      kind: 'check',
      what: 'Read what the chip is and what it holds; nothing is written.',
      burns: '',
      check: check('check-otp.bin --id id.bin'),
      expected: '7 (nothing prevents the burn), or 0 (the OTP holds everything already)',
    },
  ];
  if (firmware) {
    steps.push({
      kind: 'firmware',
      what: 'Program the main flash; J-Link verifies it.',
      burns: '',
      check: '',
      expected: '',
    });
  }
  if (data) {
    steps.push({
      kind: 'data',
      what: 'Burn the data. THIS CANNOT BE UNDONE.',
      burns: 'the data',
      check: check(
        `data-otp.bin --before check-otp.bin --job data-job.bin${locks ? ' --without-locks' : ''}`,
      ),
      expected: done,
    });
  }
  if (locks) {
    steps.push({
      kind: 'locks',
      what: 'Set the locks, only after the data were found right. THIS CANNOT BE UNDONE.',
      burns: 'the locks',
      check: check('locks-otp.bin --before check-otp.bin --job locks-job.bin'),
      expected: done,
    });
  }
  return steps.map((step, index) => ({ ...step, script: `${index + 1}-${step.kind}.jlink` }));
}
