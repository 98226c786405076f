import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { releaseOf, scrapOf } from '../api/ledger-change.js';
import { showUnit, showUnits } from '../api/ledger-show.js';
import type { ShownUnit } from '../api/ledger-units.js';
import { unitMap } from '../api/unit-map.js';
import { OtpforgeError } from '../errors/index.js';
import type { MapDocument } from '../map/index.js';
import type { PageUnit, ReprintAnswer } from './api-types.js';
import type { FirstAnswers } from './first-answers.js';
import { jsonBody } from './json-body.js';
import type { PageAccess, PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';
import { requestId } from './request-id.js';
import { needsRole } from './roles.js';
import { actedOnUnit, askedUnit } from './unit-id.js';

const request = requestId.exactOptional();
const decision = z.strictObject({ reason: z.string().trim().min(1).max(500), request });
const nothing = z.strictObject({ request });

/** Units of the ledger, by a public value, the UID or the number, and decisions about them by the number alone. */
export function unitRoutes(deps: PageDeps, answers: FirstAnswers, access: PageAccess): Hono {
  const { station, ledger } = deps;
  const app = new Hono();
  const supervise = needsRole('supervise', { ...deps, ...access });
  app.get('/', async (c) => c.json(await showUnits(ledger, c.req.query('named'), mostUnits)));
  app.get('/:id', async (c) => {
    const unit = await showUnit({ line: deps.line, ledger }, askedUnit(c.req.param('id')));
    const map = await mapOf(unit);
    const answer: PageUnit = {
      format: 'otpforge.page-unit/1',
      ledger: ledger.id,
      unit,
      ...(map && { map }),
    };
    return c.json(answer);
  });
  app.post('/:id/reprint', async (c) => {
    const body = await jsonBody(c.req, nothing);
    const { unit } = await showUnit({ line: deps.line, ledger }, actedOnUnit(c.req.param('id')));
    if (!station.canPrint) throw new Refusal(409, 'LABEL_NONE', 'this line prints no labels');
    return once(c, body, async (): Promise<ReprintAnswer> => {
      await station.reprint?.(unit);
      return { result: 'printed' };
    });
  });
  app.post('/:id/scrap', supervise, (c) => decided(c, scrapOf));
  app.post('/:id/release', supervise, (c) => decided(c, releaseOf));
  return app;

  /** A unit is shown without its map where the layout cannot be read at the moment. */
  async function mapOf(unit: ShownUnit): Promise<MapDocument | undefined> {
    try {
      return await unitMap(deps.line, unit, deps.banks);
    } catch (error) {
      if (error instanceof OtpforgeError) return undefined;
      throw error;
    }
  }

  async function decided(c: Context<object, '/:id/*'>, decide: typeof scrapOf): Promise<Response> {
    const body = await jsonBody(c.req, decision);
    const number = actedOnUnit(c.req.param('id') ?? '');
    return once(c, body, async () => {
      const document = await decide({ line: deps.line, ledger }, number, body.reason);
      station.unitsChanged?.();
      return document;
    });
  }

  async function once(
    c: Context,
    body: { readonly request?: string },
    work: () => Promise<object>,
  ): Promise<Response> {
    return c.json(await answers.once(body.request, JSON.stringify([c.req.path, body]), work));
  }
}

/** While a request reads, no slot can write into the ledger. */
const mostUnits = 100;
