/** The configuration, parsed once from the command line and the environment; docs/configuration.md is made from this table. */
import { parseArgs } from 'node:util'

type Setting<T> = {
  /** The command-line option, without dashes. */
  readonly option?: string
  readonly environment: string
  readonly default: string
  readonly describe: string
  readonly secret?: true
  readonly parse: (text: string, name: string) => T
}

export class ConfigError extends Error {
  override name = 'ConfigError'
}

const text = (value: string): string => value
const wholeNumber =
  (min: number, max: number) =>
  (value: string, name: string): number => {
    const number = Number(value)
    if (value.trim() !== '' && Number.isInteger(number) && number >= min && number <= max) return number
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${value}".`)
  }
const orAuto =
  <T>(parse: (value: string, name: string) => T) =>
  (value: string, name: string): T | 'auto' =>
    value === 'auto' ? value : parse(value, name)
const oneOf =
  <const T extends readonly string[]>(...allowed: T) =>
  (value: string, name: string): T[number] => {
    if (allowed.includes(value)) return value
    throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${value}".`)
  }
const yesNo = (value: string, name: string): boolean => {
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0' || value === '') return false
  throw new ConfigError(`${name} must be true or false, not "${value}".`)
}

/** Every setting there is. */
export const settings = {
  port: {
    option: 'port',
    environment: 'PORT',
    default: '3000',
    describe: 'Port to listen on; 0 takes a free one.',
    parse: wholeNumber(0, 65_535),
  },
  host: { option: 'host', environment: 'HOST', default: '127.0.0.1', describe: 'Address to listen on.', parse: text },
  data: {
    option: 'data',
    environment: 'FX_DATA',
    default: './data',
    describe: 'The folder that holds everything: log, read models, keys, captured mails.',
    parse: text,
  },
  demo: {
    option: 'demo',
    environment: 'FX_DEMO',
    default: 'false',
    describe: 'Fill an empty data folder with a small market and print its log-ins.',
    parse: yesNo,
  },
  logLevel: {
    environment: 'FX_LOG_LEVEL',
    default: 'info',
    describe: 'How much is logged.',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  },
  readModelDelayMs: {
    environment: 'FX_READ_MODEL_DELAY_MS',
    default: '0',
    describe:
      'Above 0, read models are written by the projector alone and so much later: shows races that a replica set would have.',
    parse: wholeNumber(0, 60_000),
  },
  drainMs: {
    environment: 'FX_DRAIN_MS',
    default: '0',
    describe: 'How long readiness says no before the listener closes on SIGTERM.',
    parse: wholeNumber(0, 120_000),
  },
  answerHours: {
    environment: 'FX_ANSWER_HOURS',
    default: '48',
    describe:
      'How long an order that is not answered keeps what is set aside for it; a confirmation after that sets aside again what there is.',
    parse: wholeNumber(1, 8_760),
  },
  unansweredStockPercent: {
    environment: 'FX_UNANSWERED_STOCK_PERCENT',
    default: '100',
    describe:
      'How much of what is available of a product the unanswered orders of one buyer may hold; at 100, all of it until FX_ANSWER_HOURS are over.',
    parse: wholeNumber(1, 100),
  },
  cacheMib: {
    environment: 'FX_CACHE_MIB',
    default: 'auto',
    describe: 'MiB of memory for cached replies; auto is a sixteenth of the machine’s or container’s, from 32 to 512.',
    parse: orAuto(wholeNumber(1, 65_536)),
  },
  cacheHome: {
    environment: 'XDG_CACHE_HOME',
    default: '~/.cache',
    describe: 'Where `fx analytics install` puts the engine of analytics: `foodxchange/analytics` below it.',
    parse: text,
  },
} as const satisfies Record<string, Setting<unknown>>

export type Config = { readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['parse']> }

/** What the program was asked to do: serve, or explain itself. */
export type Invocation =
  | { readonly command: 'serve'; readonly config: Config }
  | { readonly command: 'help'; readonly text: string }

/** Options win over the environment, the environment over defaults. Throws `ConfigError` saying what to change. */
export function readConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Invocation {
  const entries = Object.entries(settings) as [keyof Config, Setting<unknown>][]
  const options = Object.fromEntries(
    entries.flatMap(([name, { option }]) =>
      option ? [[option, { type: name === 'demo' ? ('boolean' as const) : ('string' as const) }]] : [],
    ),
  )
  let given: Record<string, string | boolean | undefined>
  try {
    given = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } }, strict: true })
      .values as typeof given
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.replace(/[.]?$/, '.')} See --help.`)
  }
  if (given['help']) return { command: 'help', text: helpText() }
  const config = Object.fromEntries(
    entries.map(([name, { option, environment: variable, default: fallback, parse }]) => {
      const option_ = option === undefined ? undefined : given[option]
      const value = option_ === undefined ? (environment[variable] ?? fallback) : String(option_)
      return [name, parse(value, option_ === undefined ? variable : `--${option}`)]
    }),
  )
  return { command: 'serve', config: config as Config }
}

function helpText(): string {
  const lines = Object.values(settings).map(({ environment, default: fallback, describe, ...rest }) => {
    const option = 'option' in rest ? `--${rest.option}` : ''
    return `  ${option.padEnd(10)} ${environment.padEnd(24)} ${describe} (${fallback})`
  })
  return `FoodXchange: serves the exchange.\n\n  npm start -- [options]\n\n${lines.join('\n')}\n  --help                              This text.\n`
}
