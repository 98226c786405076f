import { setTexts, type Texts } from './text.js';

/** Shows the language that the address or the browser asks for, where the station has its file. */
export async function loadTexts(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang');
  for (const language of asked === null ? navigator.languages : [asked]) {
    const short = /^[a-z]{2,3}/.exec(language)?.[0];
    if (short === undefined || short === 'en') break;
    const own = await textsOf(short);
    if (own === undefined) continue;
    setTexts(short, own);
    document.documentElement.lang = short;
    break;
  }
}

async function textsOf(language: string): Promise<Texts | undefined> {
  const answer = await fetch(`/texts/${language}.json`).catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  const own: unknown = await answer.json().catch(() => undefined);
  if (typeof own !== 'object' || own === null) return undefined;
  return Object.fromEntries(Object.entries(own).filter(([, text]) => typeof text === 'string'));
}
