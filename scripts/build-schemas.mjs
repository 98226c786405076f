// Writes schemas/*.json from the schemas that the code itself checks with.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledModule } from './bundle.mjs';
import { root } from './support.mjs';

const module = Buffer.from(await bundledModule('src/schemas.ts')).toString('base64');
const { jsonSchemas } = await import(`data:text/javascript;base64,${module}`);

const check = process.argv.includes('--check');
mkdirSync(`${root}schemas`, { recursive: true });
let stale = 0;
for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = `${root}schemas/${name}.schema.json`;
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (!check) writeFileSync(file, text);
  else if (readOr(file) !== text) {
    console.error(`schemas/${name}.schema.json is stale: run npm run build:schemas`);
    stale += 1;
  }
}
process.exit(stale === 0 ? 0 : 1);

function readOr(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
