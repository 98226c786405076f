import type { Answers, Bodies, HttpError } from '../../api-types.js';
import { Repeats } from './repeats.js';

/** An answer of the station, or what it says is wrong. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly text: string };

type Gets = Extract<keyof Answers, `GET ${string}`>;
type Posts = Extract<keyof Bodies & keyof Answers, `POST ${string}`>;

/** Reads something; `parts` are put in for `:n` and `:id`. */
export function get<Route extends Gets>(route: Route, part = ''): Promise<Answer<Answers[Route]>> {
  return call(pathOf(route, part), {});
}

/** Reads something with a query. */
export function getQuery<Route extends Gets>(
  route: Route,
  query: Readonly<Record<string, string>>,
): Promise<Answer<Answers[Route]>> {
  return call(`${pathOf(route, '')}?${new URLSearchParams(query)}`, {});
}

/** Changes something. */
export function post<Route extends Posts>(
  route: Route,
  part: string,
  body: Bodies[Route],
): Promise<Answer<Answers[Route]>> {
  return send(route, part, body);
}

function send<Route extends Posts>(
  route: Route,
  part: string,
  body: object,
): Promise<Answer<Answers[Route]>> {
  return call(pathOf(route, part), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Ends something. */
export function end(
  route: Extract<keyof Answers, `DELETE ${string}`>,
): Promise<Answer<Answers[typeof route]>> {
  return call(pathOf(route, ''), { method: 'DELETE' });
}

const repeats = new Repeats(requestId, {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

/** Changes something once, though its answer is lost: the request is sent again until one comes. */
export function postOnce<Route extends Posts>(
  route: Route,
  part: string,
  body: Omit<Bodies[Route], 'request'>,
): Promise<Answer<Answers[Route]>> {
  const what = JSON.stringify([route, part, body]);
  return repeats.send(what, (request) => send(route, part, { ...body, request }));
}

/** A name for one wish: a repeat of it gets the first answer. */
export function requestId(): string {
  // randomUUID is there on localhost and HTTPS alone.
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function pathOf(route: string, part: string): string {
  return route.replace(/^\w+ /, '').replace(/:\w+/, encodeURIComponent(part));
}

async function call<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(10_000) });
    const body = await response.json();
    if (response.ok) return { ok: true, value: body };
    const { error }: HttpError = body;
    const text = [error.message, error.remedy].filter((each) => each !== undefined).join('. ');
    return { ok: false, status: response.status, code: error.code, text };
  } catch {
    return { ok: false, status: 0, code: 'LOST', text: '' };
  }
}
