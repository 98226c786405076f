export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Parses elements, attributes and comments, and throws at anything that is not well-formed. */
export function parseXml(text: string): XmlElement {
  const stack: XmlElement[] = [{ name: '', attributes: {}, children: [] }];
  const token =
    /<\?xml[^>]*\?>|<!--((?:(?!--)[\s\S])*)-->|<(\/?)([A-Za-z]\w*)((?:\s+\w+="[^"<]*")*)\s*(\/?)>|\s+/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`not well-formed at ${at}: ${text.slice(at, at + 40)}`);
    const [, , close, name, attributes, empty] = match;
    if (name === undefined) continue;
    if (close) {
      if (stack.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    const element = { name, attributes: parseAttributes(attributes ?? ''), children: [] };
    stack.at(-1)?.children.push(element);
    if (!empty) stack.push(element);
  }
  const [root] = stack[0]?.children ?? [];
  if (stack.length !== 1 || !root || stack[0]?.children.length !== 1) throw new Error('not one closed root');
  return root;
}

function parseAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/(\w+)="([^"]*)"/g)) {
    if (name === undefined || value === undefined || name in attributes) throw new Error(`attribute ${name}`);
    attributes[name] = value.replaceAll(/&(#x[0-9A-Fa-f]+|\w+);|&/g, (_, entity: string | undefined) =>
      decode(entity),
    );
  }
  return attributes;
}

function decode(entity: string | undefined): string {
  const text = entity?.startsWith('#x')
    ? String.fromCodePoint(parseInt(entity.slice(2), 16))
    : entities[entity ?? ''];
  if (text === undefined) throw new Error(`unknown entity ${entity}`);
  return text;
}
