/** `fx reference …`: the large tables that the exchange does not bring along, loaded from where somebody has them. */
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createClient, openRequest, type Operations } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect, exchangeUrl } from '../connect.ts'
import { showTable } from '../show-table.ts'

type Table = Operations['listReferenceTables']['reply']['items'][number]
type Kind = Table['kind']

/** Under which names the tables are published. */
const fileNames: Readonly<Record<Kind, RegExp>> = {
  categories: /^categories(\.full)?\.json(\.gz)?$/,
  ingredients: /^ingredients(\.full)?\.json(\.gz)?$/,
  'hs-codes': /^(harmonized-system|hs-codes)\.csv(\.gz)?$/,
}
const kinds = Object.keys(fileNames) as Kind[]
const loadTimeoutMs = 120_000

export const referenceLoad = command({
  name: 'reference load',
  summary: 'Load category trees, synonyms and customs codes from a folder',
  description:
    'Takes categories.full.json and ingredients.full.json (taxonomies as Open Food Facts publishes them) and\nharmonized-system.csv, also gzipped, from the folder and the folders right below it. For platform staff.',
  arguments: [{ name: 'FOLDER', describe: 'Where the files are.' }],
  options: { url: shared.url, json: shared.json },
  async run(shell, { options, arguments: [folder = ''] }) {
    const files = await findTables(folder)
    const { options: client } = connect(shell, options.url, 'staff')
    const loaded: Table[] = []
    for (const { kind, file } of files) {
      shell.tell(`${kind}: ${file} …\n`)
      const response = await openRequest(client, {
        method: 'PUT',
        path: `/v1/reference/${kind}`,
        // The web's stream and Node's are one at run time; their types differ.
        body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
        contentType: 'application/octet-stream',
        signal: shell.interrupted,
        timeoutMs: loadTimeoutMs,
      })
      loaded.push((await response.json()) as Table)
    }
    shell.print(options.json ? `${JSON.stringify(loaded)}\n` : showTables(loaded))
    return 0
  },
})

export const referenceList = command({
  name: 'reference list',
  summary: 'Show which reference tables are loaded, and under which licence',
  arguments: [],
  options: { url: shared.url, json: shared.json },
  async run(shell, { options }) {
    const { data } = await createClient({ baseUrl: exchangeUrl(shell, options.url) }).listReferenceTables()
    if (options.json) shell.print(`${JSON.stringify(data.items)}\n`)
    else if (data.items.length > 0) shell.print(showTables(data.items))
    else shell.tell('None but the exchange’s own small ones. Load some: fx reference load FOLDER\n')
    return 0
  },
})

const showTables = (tables: readonly Table[]): string => {
  const rows = tables.map(({ kind, entries, synonymGroups, loadedAt }) => {
    return [kind, String(entries), String(synonymGroups), loadedAt]
  })
  const licences = [...new Set(tables.map(({ licence }) => licence))].map((licence) => `\n${licence}\n`)
  return [showTable(['table', 'entries', 'synonym groups', 'loaded'], rows), ...licences].join('')
}

async function findTables(folder: string): Promise<readonly { readonly kind: Kind; readonly file: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(
      `The folder ${folder} cannot be read (${error.code ?? error.message}).`,
      undefined,
      exitCodes.usage,
    )
  })
  const folders = [folder, ...entries.filter((one) => one.isDirectory()).map(({ name }) => join(folder, name))]
  const names = await Promise.all(folders.map(async (one) => (await readdir(one)).map((name) => [one, name] as const)))
  const found = kinds.flatMap((kind) => {
    const [first] = names.flat().filter(([, name]) => fileNames[kind].test(name))
    return first ? [{ kind, file: join(...first) }] : []
  })
  if (found.length > 0) return found
  throw new CliError(
    `There is no table in ${folder}.`,
    'It takes categories.full.json, ingredients.full.json or harmonized-system.csv, each also with .gz.',
    exitCodes.usage,
  )
}
