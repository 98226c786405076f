/** One start tag of a description that a server sends. */
export interface XmlTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text between this tag and the next. */
  readonly text: string;
}

// A value holds no "<" (XML 1.0, 2.3), so that no match reaches into the next tag: the time stays linear.
const tagPattern = /<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>([^<]*)/g;
const attributePattern = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * The start tags of an XML document in document order. Target descriptions and memory maps are flat enough
 * that nesting never decides what a tag means.
 */
export function xmlTags(document: string): readonly XmlTag[] {
  const plain = withoutDoctype(withoutComments(document));
  return [...plain.matchAll(tagPattern)].map(([, name = '', attributes = '', text = '']) => ({
    name,
    attributes: Object.fromEntries(
      [...attributes.matchAll(attributePattern)].map(([, key = '', double, single]) => [
        key,
        decodeEntities(double ?? single ?? ''),
      ]),
    ),
    text: decodeEntities(text).trim(),
  }));
}

function withoutComments(document: string): string {
  const kept: string[] = [];
  for (let at = 0; ; ) {
    const start = document.indexOf('<!--', at);
    const end = start < 0 ? -1 : document.indexOf('-->', start + 4);
    if (end < 0) return kept.join('') + document.slice(at);
    kept.push(document.slice(at, start));
    at = end + 3;
  }
}

// There is one at most, whose internal subset is in brackets (XML 1.0, 2.8).
function withoutDoctype(document: string): string {
  const start = document.indexOf('<!DOCTYPE');
  if (start < 0) return document;
  const bracket = document.indexOf('[', start);
  const first = document.indexOf('>', start);
  const hasSubset = bracket >= 0 && bracket < first;
  const end = hasSubset ? document.indexOf('>', document.indexOf(']', bracket)) : first;
  return end < 0 ? document : document.slice(0, start) + document.slice(end + 1);
}

function decodeEntities(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => entities.get(name) ?? whole);
}
