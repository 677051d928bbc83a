/** The configuration, parsed once from the command line and the environment, and refused where parts of it do not fit. */
import { parseArgs } from 'node:util'
import { ConfigError, type Setting } from './parsers.ts'
import { refuseTlsMisfits } from './tls.ts'
import { serviceNames, settings, type Config, type ServiceName } from './settings.ts'

export { ConfigError, serviceNames, settings, type Config, type ServiceName }

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
  ) as Config
  refuseMisfits(config)
  return { command: 'serve', config }
}

/** What is right by itself and wrong together. */
function refuseMisfits(config: Config): void {
  const { mongodbUrl, redisUrl, services, demo, mongodbMaxPoolSize, mongodbMinPoolSize, smtpUrl, smtpFrom } = config
  const { passkeyDomain, passkeyOrigins } = config
  refuseTlsMisfits(config)
  if (services.length < serviceNames.length && (mongodbUrl === undefined || redisUrl === undefined))
    throw new ConfigError(
      `A process that serves only ${services.join(', ')} shares the store and the events with others: give all of them ` +
        'the same MONGODB_URL and REDIS_URL, or serve all services with one process.',
    )
  if (smtpUrl !== undefined && !/^[^\r\n<>@]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/.test(smtpFrom))
    throw new ConfigError(
      'FX_SMTP_URL sends mails: say in FX_SMTP_FROM whom they are from, FoodXchange <exchange@example.com>.',
    )
  const elsewhere = passkeyOrigins.find((origin) => !isOnDomain(new URL(origin).hostname, passkeyDomain))
  if (elsewhere !== undefined)
    throw new ConfigError(`FX_PASSKEY_ORIGINS are pages on FX_PASSKEY_DOMAIN, ${passkeyDomain}; "${elsewhere}" is not.`)
  if (config.breachedPasswordsUrl !== undefined && config.breachedPasswordsFolder !== '')
    throw new ConfigError(
      'FX_BREACHED_PASSWORDS_URL and FX_BREACHED_PASSWORDS_FOLDER answer the same question: give one of them.',
    )
  if (demo && mongodbUrl !== undefined)
    throw new ConfigError('The demo market is made in a data folder of its own: leave out MONGODB_URL, or --demo.')
  if (mongodbMinPoolSize > mongodbMaxPoolSize)
    throw new ConfigError('FX_MONGODB_MIN_POOL_SIZE must not be above FX_MONGODB_MAX_POOL_SIZE.')
}

const isOnDomain = (hostname: string, domain: string): boolean => hostname === domain || hostname.endsWith(`.${domain}`)

function helpText(): string {
  const lines = Object.values(settings).map(({ environment, default: fallback, describe, ...rest }) => {
    const option = 'option' in rest ? `--${rest.option}` : ''
    return `  ${option.padEnd(10)} ${environment.padEnd(38)} ${describe}${fallback === '' ? '' : ` (${fallback})`}`
  })
  return `FoodXchange: serves the exchange.\n\n  npm start -- [options]\n\n${lines.join('\n')}\n  ${'--help'.padEnd(49)} This text.\n`
}
