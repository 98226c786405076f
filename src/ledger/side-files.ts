/** The files that SQLite keeps beside a database while it is open, or that it needs after a crash. */
export function sideFiles(file: string): readonly string[] {
  return ['-wal', '-shm', '-journal'].map((end) => `${file}${end}`);
}
