/** The secrets of an exchange: given by variables or a file, or made in the data folder where one process has it to itself. */
import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ConfigError, settings, type Config } from '../../config/config.ts'
import { isPublished } from './published-secrets.ts'

export type Secrets = {
  /** Seals commits. */
  readonly seal: Uint8Array
  /** Wraps the keys of persons. */
  readonly personalData: Uint8Array
  /** Seals cursors. */
  readonly cursor: Uint8Array
  /** Tells repeated requests from others under the same idempotency key. */
  readonly fingerprint: Uint8Array
  /** Wraps token-signing keys. */
  readonly tokenKeys: Uint8Array
  /** Shown at the command line to prove that one may read the secrets. */
  readonly operator: string
}

type Texts = Readonly<Record<string, string | undefined>>
type GivenConfig = Pick<
  Config,
  | 'mongodbUrl'
  | 'redisUrl'
  | 'secretsFile'
  | 'secretSeal'
  | 'secretPersonalData'
  | 'secretCursor'
  | 'secretFingerprint'
  | 'secretTokenKeys'
  | 'secretOperator'
>

/** By the names they have in a file. */
const settingOf = {
  seal: 'secretSeal',
  personalData: 'secretPersonalData',
  cursor: 'secretCursor',
  fingerprint: 'secretFingerprint',
  tokenKeys: 'secretTokenKeys',
  operator: 'secretOperator',
} as const satisfies Record<keyof Secrets, keyof GivenConfig>
const secretNames = Object.keys(settingOf) as readonly (keyof Secrets)[]

const bytesMin = 32
/** Random bytes hardly ever have so few values among 32; what a person types or a template says has. */
const distinctMin = 12
const remedy = 'Make one with: openssl rand -base64 32'

/**
 * Those that the configuration gives; undefined where it gives none and one process may keep its own in its folder.
 * Throws `ConfigError` where some are missing, too short, no secret at all, or the same as another.
 */
export function givenSecrets(config: GivenConfig): Secrets | undefined {
  const file = config.secretsFile === '' ? {} : readFile(config.secretsFile)
  const texts: Texts = Object.fromEntries(
    secretNames.map((name) => [name, config[settingOf[name]] === '' ? file[name] : config[settingOf[name]]]),
  )
  if (config.secretsFile === '' && secretNames.every((name) => texts[name] === undefined)) {
    // With both, any number of processes may serve: what each made for itself, the others could not read.
    if (config.mongodbUrl === undefined || config.redisUrl === undefined) return undefined
    throw new ConfigError(
      `Processes that share MONGODB_URL and REDIS_URL share their secrets: set ${variables(secretNames)}, or ` +
        `FX_SECRETS_FILE. ${remedy}`,
    )
  }
  return checkedSecrets(texts, (name) => settings[settingOf[name]].environment)
}

/** Those in a data folder's file, made where they are missing. */
export function ownSecrets(file: string): Secrets {
  const kept = readKept(file)
  const missing = secretNames.filter((name) => kept[name] === undefined)
  for (const name of missing) kept[name] = randomBytes(bytesMin).toString('base64url')
  if (missing.length > 0) writeKept(file, kept)
  return checkedSecrets(kept, (name) => `"${name}" in ${file}`)
}

/** Those in a data folder's file; undefined where there is none. Makes nothing. */
export function keptSecrets(file: string): Secrets | undefined {
  const kept = readKept(file)
  return Object.keys(kept).length === 0 ? undefined : checkedSecrets(kept, (name) => `"${name}" in ${file}`)
}

/** Gives a data folder secrets that an exchange was made with, unless it has them. Throws `ConfigError` where it has others. */
export function handOverSecrets(file: string, secrets: Secrets): void {
  const kept = readKept(file)
  // Bytes are compared: base64 has more than one way to write them.
  const other = secretNames.find(
    (name) => kept[name] !== undefined && !bytesOf(kept[name]).equals(bytesOf(secrets[name])),
  )
  if (other !== undefined)
    throw new ConfigError(
      `"${other}" in ${file} is another exchange's. Name a folder without secrets, or move this file away.`,
    )
  if (secretNames.every((name) => kept[name] !== undefined)) return
  writeKept(file, Object.fromEntries(secretNames.map((name) => [name, bytesOf(secrets[name]).toString('base64url')])))
}

const bytesOf = (secret: Uint8Array | string): Buffer =>
  typeof secret === 'string' ? Buffer.from(secret, 'base64url') : Buffer.from(secret)

const variables = (names: readonly (keyof Secrets)[]): string =>
  names.map((name) => settings[settingOf[name]].environment).join(', ')

/** Says what is wrong with one by its name, never by its text. */
function checkedSecrets(texts: Texts, called: (name: keyof Secrets) => string): Secrets {
  const missing = secretNames.filter((name) => !texts[name])
  if (missing.length > 0) throw new ConfigError(`Secrets are missing: ${missing.map(called).join(', ')}. ${remedy}`)
  const read = Object.fromEntries(
    secretNames.map((name) => [name, checkedBytes(texts[name]!, called(name))]),
  ) as unknown as Record<keyof Secrets, Buffer>
  for (const [n, name] of secretNames.entries())
    for (const other of secretNames.slice(n + 1))
      if (read[name].equals(read[other]))
        throw new ConfigError(`${called(name)} and ${called(other)} are the same secret. Give each its own. ${remedy}`)
  return { ...read, operator: read.operator.toString('base64url') }
}

function checkedBytes(text: string, called: string): Buffer {
  if (!/^[\w+/-]+={0,2}$/.test(text)) throw new ConfigError(`${called} is not base64. ${remedy}`)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < bytesMin) throw new ConfigError(`${called} is shorter than ${bytesMin} bytes. ${remedy}`)
  if (new Set(bytes).size < distinctMin || /change|secret|default|example|passw/i.test(text))
    throw new ConfigError(`${called} is not random: anybody could guess it. ${remedy}`)
  // Of 32 random bytes hardly ever all are printable UTF-8, once in 10¹¹ times: this is a sentence in base64.
  if (isUtf8(bytes) && !/\p{Cc}/u.test(bytes.toString('utf8')))
    throw new ConfigError(`${called} is not random: it is a text in base64. ${remedy}`)
  if (isPublished(bytes)) throw new ConfigError(`${called} was published, and is tried first. ${remedy}`)
  return bytes
}

function readFile(path: string): Texts {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof read === 'object' && read !== null) return read as Texts
  } catch (error) {
    // The error of a parser quotes what it could not read.
    if (!(error instanceof SyntaxError))
      throw new ConfigError(`FX_SECRETS_FILE cannot be read: ${(error as Error).message}.`)
  }
  throw new ConfigError(`FX_SECRETS_FILE must be JSON: { ${secretNames.map((name) => `"${name}": "…"`).join(', ')} }.`)
}

function readKept(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** All or nothing: half of the secrets would open nothing. */
function writeKept(file: string, secrets: Readonly<Record<string, string>>): void {
  writeFileSync(`${file}.next`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.next`, file)
}
