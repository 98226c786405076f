/** What a fragment in changelog/ may be about, by the first word of its name, and the heading that it comes under. */
export const kinds = { feature: 'Features', change: 'Changes', fix: 'Fixes' };

const nameShape = /^(feature|change|fix)-[a-z0-9]+(-[a-z0-9]+)*\.md$/;

/** What is wrong with a fragment; undefined when nothing is. */
export function fragmentFault({ name, text }) {
  if (!nameShape.test(name)) return 'its name is not feature-, change- or fix-<what>.md in lower case';
  if (/^\s*([-*#]|$)/m.test(text.trimEnd())) return 'it is not one paragraph without bullets and headings';
  if (!/[.`)]\n$/.test(text) || text.startsWith('\n'))
    return 'it does not end with a full stop and one line feed';
  return undefined;
}

/** The changelog with the fragments in it, as the section of a version and a date. */
export function withFragments(changelog, fragments, version, date) {
  const unreleased = `## ${version} (unreleased)\n`;
  const heading = `## ${version} (${date})\n`;
  const at = changelog.indexOf(unreleased);
  if (at < 0 && changelog.includes(`## ${version} (`))
    throw new Error(`${version} is in the changelog already`);
  const first = at < 0 ? firstSection(changelog) : at;
  const end = at < 0 ? first : firstSection(changelog, at + 1);
  const old = at < 0 ? '' : changelog.slice(at + unreleased.length, end);
  const groups = groupsOf(old);
  for (const { name, text } of fragments.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const title = kinds[name.slice(0, name.indexOf('-'))];
    groups.set(title, `${groups.get(title) ?? ''}${bullet(text)}`);
  }
  const body = Object.values(kinds)
    .filter((title) => groups.has(title))
    .map((title) => `\n### ${title}\n\n${groups.get(title)}`);
  const rest = changelog.slice(end);
  return `${changelog.slice(0, first)}${heading}${body.join('')}${rest === '' ? '' : `\n${rest}`}`;
}

function firstSection(changelog, from = 0) {
  const at = changelog.indexOf('\n## ', from);
  return at < 0 ? changelog.length : at + 1;
}

/** The bullets of a section by their heading. */
function groupsOf(section) {
  const parts = section.split(/^### (.*)\n/m).slice(1);
  const groups = new Map();
  for (let index = 0; index < parts.length; index += 2) {
    const title = parts[index];
    if (!Object.values(kinds).includes(title)) throw new Error(`the changelog has the heading ${title}`);
    groups.set(title, `${parts[index + 1].trim()}\n`);
  }
  return groups;
}

function bullet(text) {
  return `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
}
