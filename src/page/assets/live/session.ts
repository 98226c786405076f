import { change } from '../model.js';
import { told } from '../notice.js';
import { end, get, post } from './call.js';

/** Hands the token of a link to the station, which makes a cookie of it, and takes it out of the address. */
export async function startSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    history.replaceState(undefined, '', location.pathname + location.search);
    const answer = await post('POST /api/session', '', { token });
    change({ isTokenWrong: !answer.ok && answer.status === 401 });
  }
  const session = await get('GET /api/session');
  change({ role: session.ok ? session.value.role : undefined });
}

/** Gives up the rights of a supervisor; who operates stays signed in. */
export async function endSupervision(): Promise<void> {
  const answer = await end('DELETE /api/session');
  if (!told(answer)) return;
  const { role } = answer.value;
  change({ role, decision: undefined });
  // What is shown needs a role.
  if (role === undefined) location.reload();
}
