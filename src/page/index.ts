export { isLoopback, type PageAddress, parsePageAddress } from './address.js';
export type * from './api-types.js';
export { pageApp } from './app.js';
export { type AssetFolders, readAssets } from './asset-files.js';
export { type PageClock, pageClock } from './clock.js';
export type { Asset, PageAccess, PageDeps } from './page-deps.js';
export { type ServedPage, servePage } from './serve.js';
export { openTokens, type PageTokens } from './tokens.js';
