/** What the client weighs in a page: all of it, and of one function no more than that function. */
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const entry = 'entry.ts'

/** Bytes, minified and gzipped, of an application that uses so much of the client. */
async function weigh(names: string, of = 'index.ts'): Promise<number> {
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export ${names} from '${import.meta.dirname}/${of}'` : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return gzipSync(output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('')).length
}

test('the whole client has 25 kB gzipped at most; who verifies webhooks takes along nothing else', async () => {
  expect(await weigh('*')).toBeLessThan(25_000)
  expect(await weigh('*', 'v2.ts')).toBeLessThan(25_000)
  expect(await weigh('{ verifyWebhook }')).toBeLessThan(2_000)
})
