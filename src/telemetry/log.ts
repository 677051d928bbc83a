/** One line of JSON for each event, secrets and personal data struck out before they are written. */
import pino, { type Logger } from 'pino'
import { createInstantWriter } from '../kernel/time.ts'

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
  /** Whoever asked was gone before the whole answer was out; `status` is 499 where none of it was. */
  readonly aborted?: boolean | undefined
  /** The code it was refused with. */
  readonly refused?: string | undefined
  /** What a log that watches for attacks calls that. */
  readonly security?: string | undefined
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
  const destination = pino.destination({ fd: 1, sync: false })
  const requests = gather((text) => destination.write(text))
  const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    // What happened before stands before.
    {
      write(text: string) {
        requests.flush()
        destination.write(text)
      },
    },
  )
  const writeInstant = createInstantWriter()
  const isWanted = logger.isLevelEnabled('info')
  let writesAccess = isWanted
  return Object.assign(logger, {
    access(line: AccessLine) {
      if (writesAccess) requests.add(accessText(line, writeInstant(Date.now())))
    },
    flush() {
      requests.flush()
      destination.flush()
    },
    withholdAccess() {
      writesAccess = false
      return () => void (writesAccess = isWanted)
    },
  })
}

/** So many characters are written at once. The destination's own buffer measures all it holds at each line. */
const gatheredMax = 16_384
const gatheredForMs = 250

/** Hands texts on many at a time: each write takes a turn of the thread pool. */
function gather(write: (text: string) => void): { add(text: string): void; flush(): void } {
  let gathered: string[] = []
  let size = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    if (size === 0) return
    clearTimeout(timer)
    timer = undefined
    write(gathered.join(''))
    gathered = []
    size = 0
  }
  return {
    add(text) {
      gathered.push(text)
      size += text.length
      if (size >= gatheredMax) flush()
      else timer ??= setTimeout(flush, gatheredForMs).unref()
    },
    flush,
  }
}

const accessText = (line: AccessLine, time: string): string => {
  const { method, route, status, ms, requestId, caller, user, organisation } = line
  const { refused, security, aborted } = line
  const gone = aborted ? ',"aborted":true' : ''
  const who = user === undefined ? '' : `,"user":"${user}"`
  const whose = organisation === undefined ? '' : `,"organisation":"${organisation}"`
  const why = refused === undefined ? '' : `,"refused":"${refused}"`
  const called = security === undefined ? '' : `,"security":"${security}"`
  return `{"level":"info","time":"${time}","event":"http","method":"${method}","route":"${route}","status":${status},"ms":${Math.round(ms * 1_000) / 1_000},"requestId":"${requestId}","caller":"${caller}"${who}${whose}${gone}${why}${called}}\n`
}
