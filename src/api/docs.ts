import { contentsOf, type DocPage, type DocSection, docPages, findTopic } from '../docs/index.js';

export interface DocPageDocument extends DocPage {
  readonly format: 'otpforge.page/1';
}

export interface DocsDocument {
  readonly format: 'otpforge.docs/1';
  readonly sections: readonly DocSection[];
}

/** A page of the documentation, a part of one, or what it says about a code. Errors: USAGE. */
export async function docs(topic: string): Promise<DocPageDocument> {
  return { format: 'otpforge.page/1', ...findTopic(topic, await docPages()) };
}

/** The pages by what a reader wants. */
export async function listDocs(): Promise<DocsDocument> {
  return { format: 'otpforge.docs/1', sections: contentsOf(await docPages()) };
}
