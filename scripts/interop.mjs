import { checkHosts } from '../interop/index.mjs';
