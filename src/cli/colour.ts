interface Screen {
  readonly isTTY?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a stream gets colours: a terminal does, unless NO_COLOR is set or it is a dumb one. FORCE_COLOR decides before
 * both, for a pipe too; 0 means none. Node reads the two variables the same way.
 */
export function isColoured({ isTTY }: Screen, env: Environment = process.env): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = env;
  if (force !== undefined) return ['', 'true', '1', '2', '3'].includes(force);
  return isTTY === true && !no && terminal !== 'dumb';
}
