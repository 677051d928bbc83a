/** One line of JSON for each event, secrets and personal data struck out before they are written. */
import pino, { type Logger } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & { flush(): void }

const redacted = [
  'authorization',
  'password',
  'accessToken',
  'refreshToken',
  'token',
  'secret',
  'email',
  'cookie',
  'apiKey',
]

/** @param level  pino's names, `silent` included */
export function createLog(level: string): Log {
  const destination = pino.destination({ fd: 1, sync: false, minLength: 8_192, periodicFlush: 500 })
  const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )
}
