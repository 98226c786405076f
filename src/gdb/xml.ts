/** One start tag of a description that a server sends. */
export interface XmlTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text between this tag and the next. */
  readonly text: string;
}

const tagPattern = /<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>([^<]*)/g;
const attributePattern = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The start tags of an XML document in document order. Target descriptions and memory maps are flat enough
 * that nesting never decides what a tag means.
 */
export function xmlTags(document: string): readonly XmlTag[] {
  const plain = document
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?[^>]*>/g, '');
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

function decodeEntities(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
