/** How the text of a setting becomes its value: one function a form, each refusing with what to write instead. */

export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Throws `ConfigError` for a text that is none; `name` is the option or the variable it came from. */
export type Parse<Value> = (text: string, name: string) => Value

/** A setting: where its text is found, and what that means. */
export type Setting<Value> = {
  /** The command-line option, without dashes. */
  readonly option?: string
  readonly environment: string
  readonly default: string
  readonly describe: string
  /** Never shown: not in a log, not in a message. */
  readonly secret?: true
  readonly parse: Parse<Value>
}

export const text: Parse<string> = (value) => value

export const wholeNumber =
  (min: number, max: number): Parse<number> =>
  (value, name) => {
    const number = Number(value)
    if (value.trim() !== '' && Number.isInteger(number) && number >= min && number <= max) return number
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${value}".`)
  }

export const orAuto =
  <Value>(parse: Parse<Value>): Parse<Value | 'auto'> =>
  (value, name) =>
    value === 'auto' ? value : parse(value, name)

export const oneOf =
  <const Allowed extends readonly string[]>(...allowed: Allowed): Parse<Allowed[number]> =>
  (value, name) => {
    if (allowed.includes(value)) return value
    throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${value}".`)
  }

export const yesNo: Parse<boolean> = (value, name) => {
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0' || value === '') return false
  throw new ConfigError(`${name} must be true or false, not "${value}".`)
}

/** What servers take for a name, or for the beginning of one. */
export const lowerCaseName: Parse<string> = (value, name) => {
  if (/^[a-z][a-z0-9-]{0,40}$/.test(value)) return value
  throw new ConfigError(`${name} must be lower-case letters, digits and dashes, at most 41, not "${value}".`)
}

/** `6000/60`: so many at once, and as many again in so many seconds. */
export const quota: Parse<{ readonly count: number; readonly seconds: number }> = (value, name) => {
  const [, count = '', seconds = ''] = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/.exec(value) ?? []
  if (count !== '') return { count: Number(count), seconds: Number(seconds) }
  throw new ConfigError(`${name} must be a number of requests and of seconds, such as 6000/60, not "${value}".`)
}

/** Separated by commas; each must be one, as `what` says. */
export const listOf =
  (what: string, isOne: (text: string) => boolean): Parse<readonly string[]> =>
  (value, name) => {
    const parts = value.split(',').flatMap((part) => part.trim() || [])
    const wrong = parts.find((part) => !isOne(part))
    if (wrong === undefined) return parts
    throw new ConfigError(`${name} takes ${what}, separated by commas; "${wrong}" is none.`)
  }

/** Of web pages: `https://console.example`. */
export const origins = listOf(
  'origins such as https://console.example',
  (text) => URL.canParse(text) && new URL(text).origin === text,
)

/** Where a server is; undefined where none is named. What is wrong is not repeated: it may hold a password. */
export const serverUrl =
  (...schemes: readonly string[]): Parse<string | undefined> =>
  (value, name) => {
    if (value === '') return undefined
    if (schemes.some((scheme) => value.startsWith(`${scheme}://`) && value.length > scheme.length + 3)) return value
    throw new ConfigError(`${name} must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}.`)
  }

/** Names out of a list, separated by commas; `all` is all of them. */
export const namesOf =
  <const Name extends string>(all: readonly Name[]): Parse<readonly Name[]> =>
  (value, name) => {
    if (value === 'all') return all
    const asked = value.split(',').map((part) => part.trim())
    const unknown = asked.find((part) => !(all as readonly string[]).includes(part))
    if (unknown === undefined) return all.filter((known) => asked.includes(known))
    throw new ConfigError(`${name} takes all, or some of ${all.join(',')}; "${unknown}" is none of them.`)
  }
