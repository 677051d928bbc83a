/** How much of the real catalogue a test looks at: its beginning, or with `npm run test:real` all of it. */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

const whole = process.env['FX_E2E_WHOLE_CATALOGUE'] === '1'

/** So many rows, or all. */
export const rowsOrAll = (rows: number): number => (whole ? Infinity : rows)

/** The first lines of a gzipped text, each with its end; what comes after them is not unpacked. */
export async function firstLines(path: string, linesMax: number): Promise<string> {
  const lines: string[] = []
  let rest = ''
  for await (const chunk of createReadStream(path).pipe(createGunzip()).setEncoding('utf8')) {
    const parts = (rest + (chunk as string)).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    if (lines.length >= linesMax) break
  }
  return lines
    .slice(0, linesMax)
    .map((line) => `${line}\n`)
    .join('')
}
