/** A path as one word of a command that people copy: quoted where their shell would take it apart. */
export function shellWord(path: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\p{L}\p{N}_./\\:@+~-]+$/u.test(path) ? path : `"${path}"`;
  return /^[\p{L}\p{N}_./:@+,=%-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
