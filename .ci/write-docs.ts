// npm run docs: writes docs/asyncapi.json and docs/openapi.json from the contracts and the routes, docs/measures.md from the registry of measures.
import { readFile, writeFile } from 'node:fs/promises'
import { asyncApiDocument } from './asyncapi.ts'
import { measureDocument } from './measures.ts'
import { openApiDocument } from './openapi.ts'

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const { document } = await openApiDocument(version)
const files = { 'asyncapi.json': asyncApiDocument(version), 'openapi.json': document }
for (const [name, content] of Object.entries(files)) {
  await writeFile(new URL(`../docs/${name}`, import.meta.url), `${JSON.stringify(content, null, 2)}\n`)
  console.log(`docs/${name}`)
}
await writeFile(new URL('../docs/measures.md', import.meta.url), measureDocument())
console.log('docs/measures.md')
