import { OtpforgeError } from '../errors/index.js';

/** What is wrong with a line.yaml, at one of its keys. */
export interface LineProblem {
  readonly path: readonly string[];
  readonly problem: string;
}

/** All problems of a line.yaml as one error. */
export function lineInvalid(
  file: string,
  problems: readonly LineProblem[],
  lineOf: (path: readonly PropertyKey[]) => number,
): OtpforgeError {
  const placed = problems.map(({ path, problem }) => ({
    file,
    line: lineOf(path),
    field: path.join('.'),
    problem,
  }));
  return new OtpforgeError('LINE_INVALID', {
    message: placed.map(({ line, field, problem }) => `${file}:${line}: ${field}: ${problem}`).join('\n'),
    remedy: 'Correct these keys; otpforge docs line shows what each may hold.',
    details: { problems: placed },
  });
}
