/** The README's five-minute tour, its own lines run as a newcomer would run them. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../scripts/tool.ts'
import { startExchange } from '../support/start-exchange.ts'

const tourTimeoutMs = 90_000

test(
  'the five-minute tour ends with a closed order',
  async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const blocks = [...readme.matchAll(/^```sh tour\n(.*?)^```/gms)].map(([, lines]) => lines)
    expect(blocks.length).toBeGreaterThan(5)
    await using exchange = await startExchange({ alone: true, limits: 'default' })
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
      cwd: root,
      env: { ...process.env, FX: exchange.url, DATA: exchange.data },
      timeout: tourTimeoutMs - 5_000,
    })
    const lines = stdout.trim().split('\n')
    expect(lines).toContain('Wensleydale, 200 g')
    expect(lines).toContain('1200')
    expect(lines.slice(-2)).toEqual(['accepted', 'closed'])
  },
  tourTimeoutMs,
)
