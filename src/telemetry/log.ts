/** One line of JSON for each event, secrets and personal data struck out before they are written. */
import pino, { type Logger } from 'pino'

/** A request as its log line tells it. Every text comes from a route's own template or from ids, so none needs escaping. */
export type AccessLine = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly requestId: string
  readonly caller: string
  readonly user?: string | undefined
  readonly organisation?: string | undefined
}

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  /** Written without redaction, a quarter of what a bare request costs: there is nothing in it to strike out. */
  access(line: AccessLine): void
  /** Leaves requests out until what it gives is called; all else is written. */
  withholdAccess(): () => void
  flush(): void
}

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
  // Each write takes a turn of the thread pool; what waits is written after half a second at the latest.
  const destination = pino.destination({ fd: 1, sync: false, minLength: 65_536, maxWrite: 131_072, periodicFlush: 500 })
  const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )
  const isWanted = logger.isLevelEnabled('info')
  let writesAccess = isWanted
  return Object.assign(logger, {
    access(line: AccessLine) {
      if (writesAccess) destination.write(accessText(line, new Date().toISOString()))
    },
    withholdAccess() {
      writesAccess = false
      return () => void (writesAccess = isWanted)
    },
  })
}

const accessText = (line: AccessLine, time: string): string => {
  const { method, route, status, ms, requestId, caller, user, organisation } = line
  const who = user === undefined ? '' : `,"user":"${user}"`
  const whose = organisation === undefined ? '' : `,"organisation":"${organisation}"`
  return `{"level":"info","time":"${time}","event":"http","method":"${method}","route":"${route}","status":${status},"ms":${ms.toFixed(2)},"requestId":"${requestId}","caller":"${caller}"${who}${whose}}\n`
}
