import { Hono } from 'hono';
import { assetRoutes } from './asset-routes.js';
import { eventRoute } from './event-route.js';
import { FirstAnswers } from './first-answers.js';
import { hostGuard } from './host-guard.js';
import { originGuard } from './origin-guard.js';
import type { PageAccess, PageDeps } from './page-deps.js';
import { failedAnswer, Refusal } from './refusal.js';
import { reportRoute } from './report-route.js';
import { needsRole } from './roles.js';
import { scanRoute } from './scan-route.js';
import { securityHeaders } from './security-headers.js';
import { sessionRoutes } from './session-routes.js';
import { slotRoutes } from './slot-routes.js';
import { unitRoutes } from './unit-routes.js';

/** The page of a station and what it asks for. It answers requests without a socket, too. */
export function pageApp(deps: PageDeps, access: PageAccess): Hono {
  const answers = new FirstAnswers();
  const app = new Hono();
  app.onError((error, c) => {
    const { status, body } = failedAnswer(error);
    if (status === 500) deps.onError(error);
    return c.json(body, status);
  });
  app.use(securityHeaders, hostGuard(access));
  app.use('/api/*', originGuard);
  app.route('/api/session', sessionRoutes(deps, access));
  app.use('/api/*', needsRole('operate', { ...deps, ...access }));
  app.get('/api/state', (c) => c.json(deps.station.state()));
  app.route('/api/events', eventRoute(deps));
  app.route('/api/slots', slotRoutes(deps, answers));
  app.route('/api/scan', scanRoute(deps, answers));
  app.route('/api/units', unitRoutes(deps, answers, access));
  app.route('/api/report', reportRoute(deps));
  app.all('/api/*', () => {
    throw new Refusal(404, 'NOT_FOUND', 'this station has no such route');
  });
  app.route('/', assetRoutes(deps));
  app.notFound((c) => {
    const { status, body } = failedAnswer(new Refusal(404, 'NOT_FOUND', 'this station has no such page'));
    return c.json(body, status);
  });
  return app;
}
