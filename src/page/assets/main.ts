import { connect } from './live/connect.js';
import { listenForScans } from './live/scans.js';
import { startSession } from './live/session.js';
import { readySound } from './live/sound.js';
import { loadTexts } from './load-texts.js';
import { startWaiting } from './operator/actions.js';
import { startRoute } from './route.js';
import { showPage } from './show.js';

const root = document.querySelector('#page');
if (root === null) throw new Error('index.html has no #page');

listenForScans();
addEventListener('keydown', ({ key, target }) => {
  if (key === 'Enter' && target === document.body) void startWaiting();
});
await startSession();
await loadTexts();
startRoute();
readySound();
showPage(root);
connect();
