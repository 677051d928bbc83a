/** Tells from a file's path what it is: the one place that knows how cores are told from shells and ports from adapters. */

export type Layer =
  | 'kernel'
  | 'service-core'
  | 'service-contract'
  | 'service-shell'
  | 'gateway'
  | 'port'
  | 'adapter'
  | 'around-the-ports'
  | 'composition'
  | 'cli'
  | 'sdk'
  | 'console'
  | 'e2e'
  | 'bench'
  | 'test'
  | 'unknown'

/** A service's files that meet the outside, by the last word of their name. */
const SHELL_NOUNS = new Set(
  'route routes resolvers channel reactions queries view schema schemas presenter jobs mails gunzip reader writer'.split(
    ' ',
  ),
)

/** The files of a service that are shell by their whole name. */
const SHELL_FILES = new Set(['index.ts', 'module.ts'])

/**
 * A use case is named for its effect and starts with one of these verbs. A verb that is missing is added here; a pure
 * function that happens to start with one is better named for what it gives (`handleLine` → `parsedLine`).
 */
const USE_CASE_VERBS = new Set(
  [
    'accept add answer approve award cancel change close confirm connect create deliver dispatch erase expire export extend follow guard handle',
    'import invite issue join leave load log open pick place publish receive refresh register release reopen reserve revoke',
    'read rotate run seed send serve sign start store submit update upload verify wait wake withdraw write',
  ].flatMap((line) => line.split(' ')),
)

/**
 * An adapter is named `<technology>-<port>.ts`, or stands in a folder named for the technology; folders such as
 * `infrastructure/sqlite/` are what the adapters to one technology share.
 */
const TECHNOLOGY =
  /\/(argon2|bullmq|chdb|clickhouse|elasticsearch|file|folder|https|in-process|memory|mongodb|redis|smtp|sqlite)[-/]/

/** Tests, the suites that adapters run, and what these need beside them. */
export const TEST_FILE = /([.](test|contract|fixture)|-(under|for)-test)[.]ts$/

const FOLDERS: Readonly<Record<string, Layer>> = {
  kernel: 'kernel',
  gateway: 'gateway',
  resilience: 'around-the-ports',
  telemetry: 'around-the-ports',
  composition: 'composition',
  cli: 'cli',
  // Makes its market as a client would.
  demo: 'cli',
}

/** The layer of a file, by its path from the project's root. */
export function layerOf(path: string): Layer {
  const [top = '', folder = '', ...rest] = path.split('/')
  const name = rest.at(-1) ?? folder
  if (top === 'bench') return 'bench'
  if (path.startsWith('test/e2e/')) return 'e2e'
  // What rewrites a client's source is a tool as scripts are, and no part of the client.
  if (path.startsWith('sdk/codemod/')) return 'test'
  if (top === 'test' || top === 'scripts' || TEST_FILE.test(name)) return 'test'
  if (top === 'sdk' || top === 'console') return top
  if (top !== 'src') return 'unknown'
  if (folder === 'config') return 'around-the-ports'
  // main.ts, and what it starts: the ends where everything is known.
  if (rest.length === 0) return 'composition'
  if (folder === 'services') return serviceLayer(rest, name)
  if (folder === 'infrastructure' || folder === 'event-bus') return TECHNOLOGY.test(path) ? 'adapter' : 'port'
  return FOLDERS[folder] ?? 'unknown'
}

function serviceLayer(rest: readonly string[], name: string): Layer {
  if (rest.length === 2 && name === 'contract.ts') return 'service-contract'
  const words = name.replace(/[.]ts$/, '').split('-')
  const isUseCase = words.length > 1 && USE_CASE_VERBS.has(words[0] ?? '')
  return SHELL_FILES.has(name) || SHELL_NOUNS.has(words.at(-1) ?? '') || isUseCase ? 'service-shell' : 'service-core'
}

/** Whether a file holds decisions only, and so takes no time, chance or ids of its own. */
export const isPure = (path: string): boolean => ['kernel', 'service-core'].includes(layerOf(path))
