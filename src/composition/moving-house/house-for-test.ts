/** A house with some of everything in it, for tests of moving: made through the ports, as an exchange would. */
import { readConfig } from '../../config/config.ts'
import type { House } from './house.ts'
import { migrateData, type Move, type Moved } from './migrate-data.ts'
import { openFolderHouse } from './folder-house.ts'
import type { Secrets } from '../secrets/secrets.ts'

/** Bytes that are random enough for a secret. */
const bytes = (seed: number): Buffer => Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37 + seed * 11) % 256))
export const secrets: Secrets = {
  seal: bytes(1),
  personalData: bytes(2),
  cursor: bytes(3),
  fingerprint: bytes(4),
  tokenKeys: bytes(5),
  operator: bytes(6).toString('base64url'),
}

/** `YYYYMMDD`, so many days from today. */
export const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')

const body = (n: number): string => JSON.stringify({ amount: n, text: 'a product’s worth of text '.repeat(20) })

/** Commits from `from` on, each of a stream of its own and one that it shares; every tenth is repeatable today. */
export async function fill({ store }: House, from: number, count: number): Promise<void> {
  const event = (n: number) => ({ type: 'tally/added', schemaVersion: 1, body: body(n) })
  const appended = Array.from({ length: count }, (_, index) => {
    const n = from + index
    return store.append(
      {
        id: `cmt_${`${n}`.padStart(8, '0')}`,
        extensions: [
          { stream: `tally-${n}`, version: 1, events: [event(n)] },
          { stream: `shared-${n % 7}`, version: Math.floor(n / 7) + 1, events: [event(n), event(-n)] },
        ],
        organisations: ['org_1'],
        actor: { kind: 'user', id: 'usr_1' },
        cause: { kind: 'request', id: `req_${n}` },
        at: new Date(1_800_000_000_000 + n).toISOString(),
        ...(n % 10 === 0 && {
          repeat: {
            keys: [`${day(0)}:k${n}`, `${day(1)}:k${n}`],
            outcome: { fingerprint: 'f', stream: `tally-${n}`, version: 1 },
          },
        }),
      },
      [],
    )
  })
  for (const { outcome } of await Promise.all(appended)) if (outcome !== 'appended') throw new Error(outcome)
}

const oneOf = async function* (content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

/** Makes a folder with so many commits, persons of whom one is erased, tables and spooled files. */
export async function makeFolder(folder: string, commits: number): Promise<void> {
  const house = await openFolderHouse(folder, secrets, { isTarget: true })
  for (let n = 0; n < commits; n += 2_000) await fill(house, n, Math.min(2_000, commits - n))
  for (let n = 0; n < 40; n += 1) await house.personalData.seal(`usr_${n}`, `Person ${n}`)
  await house.personalData.erase('usr_7')
  await house.keptFiles.write('categories.json', Buffer.from('{"a":1}'))
  for (const name of ['upload-1', 'upload-2']) {
    const content = Buffer.alloc(200_000, name)
    await house.spool.receive(name, oneOf(content), content.length)
  }
  await house.close()
}

/** Moves as the command does. */
export function move(from: string, to: string, more: Partial<Move> = {}): Promise<Moved> {
  const invocation = readConfig(['--data', more.config?.data ?? from], {})
  if (invocation.command !== 'serve') throw new Error('No help was asked for.')
  return migrateData({
    from,
    to,
    config: invocation.config,
    isDry: false,
    abandonJobs: false,
    signal: new AbortController().signal,
    told: () => undefined,
    warn: () => undefined,
    ...more,
  })
}
