/** The page’s script in one text, as an application’s tool makes it for browsers; what it gives is `page.trade`. */
import { join } from 'node:path'
import { rolldown } from 'rolldown'

export async function bundlePage(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'trade-in-page.ts'), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'iife', name: 'page' })
  await bundle.close()
  return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('')
}
