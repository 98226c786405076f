const heading = '\n## From one bench to four\n';

/** The part of docs/production.md that one bench with SQLite is enough for. */
export function oneBenchOf(page: string): string {
  return partsOf(page)[0];
}

/** The part with four benches and PostgreSQL. */
export function fourBenchesOf(page: string): string {
  return partsOf(page)[1];
}

function partsOf(page: string): readonly [string, string] {
  const [one, four, ...more] = page.split(heading);
  if (one === undefined || four === undefined || more.length > 0)
    throw new Error(`no one part ${heading.trim()}`);
  return [one, four];
}
