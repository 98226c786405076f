import { createRequire, isBuiltin } from 'node:module';
import { OtpforgeError } from '../../errors/index.js';

/**
 * What to require for SQLite: Node's own from 22.13 on, else the path of the package with the same interface. Errors:
 * LEDGER_ENGINE_MISSING.
 */
export function findSqlite(
  hasOwn = isBuiltin(own),
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string {
  if (hasOwn) return own;
  try {
    return resolve(packageName);
  } catch (cause) {
    throw new OtpforgeError('LEDGER_ENGINE_MISSING', {
      message: `Node.js ${process.versions.node} has no SQLite of its own, and the package ${packageName} is not installed`,
      remedy: `Install it beside otpforge: npm install ${packageName}@1.2.1, or use Node.js 22.13 or later.`,
      details: { package: packageName },
      cause,
    });
  }
}

const own = 'node:sqlite';
const packageName = '@photostructure/sqlite';
