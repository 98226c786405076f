import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { isLoopback, ownHosts, type PageAddress, pageUrl } from './address.js';
import type { PageRole } from './api-types.js';
import { pageApp } from './app.js';
import type { PageDeps } from './page-deps.js';
import { failedAnswer, Refusal } from './refusal.js';
import { pageHeaders } from './security-headers.js';

/** A page that is served. */
export interface ServedPage {
  readonly url: string;
  /** Opens the page with a role; the token behind `#` reaches no log of a server. On this computer alone nobody needs one to operate. */
  readonly links: { readonly operate?: string; readonly supervise: string };
  /** Ends its connections, those of open pages too, half a second after what was sent to them last. */
  close(): Promise<void>;
}

/** Serves the page of a station. Errors: PORT_UNAVAILABLE, FILE_WRITE_FAILED for the tokens. */
export async function servePage(deps: PageDeps, asked: PageAddress): Promise<ServedPage> {
  // The port may be one that the system chooses.
  let own: (host: string) => boolean = () => false;
  const isLocal = isLoopback(asked.host);
  const app = pageApp(deps, {
    isOwnHost: (host) => own(host),
    roleWithoutToken: isLocal ? 'operate' : undefined,
  });
  const errorHandler = () => badRequest();
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler });
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  server.maxConnections = mostConnections;
  const address = { ...asked, port: await listening(server, asked) };
  own = ownHosts(address);
  const url = pageUrl(address);
  const link = async (role: PageRole) => `${url}#token=${await deps.tokens.make(role)}`;
  return {
    url,
    links: { ...(!isLocal && { operate: await link('operate') }), supervise: await link('supervise') },
    close: () => closed(server),
  };
}

const mostConnections = 256;

/** What is not even a request of HTTP, such as one for a host that cannot be. */
function badRequest(): Response {
  const { status, body } = failedAnswer(new Refusal(400, 'REQUEST_INVALID', 'this is not a request'));
  return Response.json(body, { status, headers: Object.fromEntries(pageHeaders) });
}

function listening(server: Server, { host, port }: PageAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(notServed({ host, port }, cause)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function notServed({ host, port }: PageAddress, cause: Error): OtpforgeError {
  const inUse = isErrno(cause) && cause.code === 'EADDRINUSE';
  return new OtpforgeError('PORT_UNAVAILABLE', {
    message: `the page cannot be served at ${host}:${port}: ${inUse ? 'another program uses the port' : cause.message}`,
    remedy: inUse
      ? 'Name another port with --page.'
      : 'Name an address of this computer with --page, or a port alone.',
    details: { host, port },
    cause,
  });
}

const graceMs = 500;

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // An open page is still to hear that the station has ended.
    const late = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
