/** ClickHouse for tests: its engine (chDB) in a process of ours that answers as the HTTP interface of a server does. */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installOnce } from './cache-folder.ts'
import { HOST } from './ports.ts'
import { runOrExplain } from './run-command.ts'
import type { Say, Server } from './server.ts'
import { OTHER_WAY, Trouble } from './trouble.ts'

const VERSION = '3.4.0'
const INSTALL_TIMEOUT_MS = 10 * 60_000

/** What is installed and its hashes; without the parts for other platforms, which not every registry carries. */
const MANIFEST = join(import.meta.dirname, 'chdb', 'installed')
const FRONT = join(import.meta.dirname, 'chdb', 'front.ts')

export const chdb: Server = {
  about: 'ClickHouse’s engine behind its HTTP interface',
  variable: 'CLICKHOUSE_URL',
  portCount: 1,
  readyTimeoutMs: 60_000,
  install,
  launches: ({ installation, ports: [port = 0], data }) => [
    {
      name: 'chdb',
      command: process.execPath,
      args: [FRONT, installation, join(data, 'tables'), String(port)],
      folder: join(data, 'process'),
    },
  ],
  url: ([port]) => `http://${HOST}:${port}`,
  settle: async ({ ports: [port = 0] }, signal) => {
    await ask(port, 'create table default.started (at DateTime) engine = MergeTree order by at', signal)
    await ask(port, 'insert into default.started select now()', signal)
    await ask(port, 'drop table default.started', signal)
    return undefined
  },
}

function install(cache: string, say: Say): Promise<string> {
  return installOnce(cache, `chdb-${VERSION}`, async (unfinished) => {
    if (process.arch !== 'x64') throw new Trouble(`It is fetched for x64; this is ${process.arch}.`, `${OTHER_WAY}.`)
    say('fetching what takes 540 MB unpacked, once')
    for (const name of ['package.json', 'package-lock.json'])
      await copyFile(join(MANIFEST, name), join(unfinished, name))
    // npm holds each package to the hash in the lock. The prefix is said, for `npm run` tells it another one.
    await runOrExplain('npm', ['ci', '--prefix', unfinished, '--ignore-scripts', '--no-audit', '--no-fund'], {
      timeoutMs: INSTALL_TIMEOUT_MS,
      cwd: unfinished,
      remedy: `npm is needed, and a registry it may use; or ${OTHER_WAY}.`,
    })
  })
}

async function ask(port: number, statement: string, signal: AbortSignal): Promise<void> {
  const reply = await fetch(`http://${HOST}:${port}/`, { method: 'POST', body: statement, signal })
  const text = await reply.text()
  if (!reply.ok) throw new Error(text.trim())
}
