/** A sortable version from a library's path: "…/JLink_V794g/…" or "libjlinkarm.so.7.94.7"; 0 when it tells none. */
export function libraryVersion(path: string): number {
  const [, major, minor, revision] =
    /(?:so|libjlinkarm)\.(\d+)\.(\d+)(?:\.(\d+))?/.exec(path) ??
    /JLink_V(\d+?)(\d\d)([a-z])?(?=[/\\]|$)/i.exec(path) ??
    [];
  if (major === undefined || minor === undefined) return 0;
  return Number(major) * 10_000 + Number(minor) * 100 + revisionNumber(revision);
}

/** What GetDLLVersion answers, as SEGGER writes it: 79407 is V7.94g. */
export function versionText(version: number): string {
  const revision = version % 100;
  const letter = revision > 0 && revision <= 26 ? String.fromCharCode(0x60 + revision) : '';
  return `V${Math.floor(version / 10_000)}.${String(Math.floor(version / 100) % 100).padStart(2, '0')}${letter}`;
}

function revisionNumber(revision: string | undefined): number {
  if (revision === undefined) return 0;
  return /^\d+$/.test(revision) ? Number(revision) : revision.toLowerCase().charCodeAt(0) - 0x60;
}
