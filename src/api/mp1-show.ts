import { refuseSameFile } from '../files/same-file.js';
import { writeAtomic } from '../files/write.js';
import { fuseMap, type MapDocument, mapSvg } from '../map/index.js';
import { type Mp1ShowDocument, parseWordList, showDocument } from '../mp1/index.js';
import { type FuseFileOptions, readFuseFile } from './mp1-input.js';
import { checkOptions, need, type Shape, text, texts } from './options/index.js';
import { namedFile } from './target.js';

export interface Mp1MapOptions extends FuseFileOptions {
  /** A partition, an nvmem dump, or a text of hexdump, od, xxd or STM32CubeProgrammer; `-` is standard input. */
  readonly file: string;
  /** Draw the map into this file, too. */
  readonly svg?: string;
}

export interface Mp1ShowOptions extends FuseFileOptions {
  /** A partition, an nvmem dump, or a text of hexdump, od, xxd or STM32CubeProgrammer; `-` is standard input. */
  readonly file: string;
  /** The words to show, each as in `word=57`; all of them unless given. */
  readonly words?: readonly string[];
}

const showShape: Shape<Mp1ShowOptions> = { file: need(text), device: text, at: text, words: texts };
const mapShape: Shape<Mp1MapOptions> = { file: need(text), device: text, at: text, svg: text };

/**
 * What is known of the fuses of an STM32MP1 from a dump: values, status bits, and what they say. Writes nothing.
 * Errors: OPTION_*, USAGE, FILE_*, MP1_*, DEVICE_UNKNOWN.
 */
export async function mp1Show(options: Mp1ShowOptions): Promise<Mp1ShowDocument> {
  checkOptions('mp1Show', options, showShape);
  const words = parseWordList(options.words ?? []);
  const input = await readFuseFile(options.file, options);
  return showDocument(input.file, input, words);
}

/** The same fuses as a grid. Errors: those of mp1Show, FILE_WRITE_FAILED, FILE_OVERWRITES_INPUT. */
export async function mp1Map(options: Mp1MapOptions): Promise<MapDocument> {
  checkOptions('mp1Map', options, mapShape);
  const { file, svg } = options;
  await refuseSameFile([
    ...(file === '-' ? [] : namedFile('the dump', file)),
    ...namedFile('the picture', svg, true),
  ]);
  const document = fuseMap(await readFuseFile(file, options));
  if (svg !== undefined) await writeAtomic(svg, mapSvg(document));
  return document;
}
