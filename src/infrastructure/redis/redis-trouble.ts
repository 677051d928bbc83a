/** What is wrong with Redis, told twice: to the caller as a refusal, to the operator with cause and remedy. */
import { Rejected } from '../../kernel/rejection.ts'

export type RedisTrouble =
  | 'unreachable'
  | 'late'
  | 'unauthorised'
  | 'unproven'
  | 'disk'
  | 'memory'
  | 'replica'
  | 'cluster'
  | 'loading'
  | 'form'

/** Thrown where Redis does not serve: its message is for the operator, its detail for the caller. */
export class RedisUnavailable extends Rejected {
  override name = 'RedisUnavailable'
  readonly trouble: RedisTrouble
  constructor(trouble: RedisTrouble, said: string) {
    super({
      kind: 'unavailable',
      code: 'redis/unavailable',
      detail: 'A part behind the exchange is away for the moment. Try again in a few seconds.',
    })
    this.trouble = trouble
    this.message = `${causes[trouble]} It said: ${said.slice(0, 200)}`
  }
}

const causes: Readonly<Record<RedisTrouble, string>> = {
  unreachable: 'Redis cannot be reached. Start it, or correct REDIS_URL; what waits for it goes on by itself.',
  late: 'Redis did not answer in time. Look at its load, at slow commands (SLOWLOG GET) and at the network to it.',
  unauthorised:
    'Redis refuses the user or the password in REDIS_URL, or the user may not do this. Correct them, or the user’s ' +
    'rights (ACL SETUSER): it needs all commands but those of administrators, on all keys and channels.',
  unproven:
    'Redis and this process do not believe each other’s certificates. FX_TLS_CA names who signs that of Redis, which has ' +
    'to be for the host in REDIS_URL; FX_TLS_CERTIFICATE and FX_TLS_KEY are shown to it.',
  disk:
    'Redis takes no writes because it cannot write to its own disk (MISCONF). Free space where its `dir` is and see its ' +
    'log; it goes on by itself after the next write that succeeds.',
  memory:
    'Redis takes no writes because all of its `maxmemory` is used (OOM). Give it more, or see what fills it ' +
    '(redis-cli --bigkeys); `maxmemory-policy` stays noeviction, since streams and jobs may not vanish.',
  replica:
    'This Redis is a replica and takes no writes (READONLY). Let REDIS_URL name the primary, by an address that moves ' +
    'with it; after a fail-over this passes by itself.',
  cluster:
    'The Redis Cluster does not serve all of its keys (CLUSTERDOWN). Bring its nodes back, or wait for the replica to ' +
    'take over; redis-cli --cluster check HOST:PORT says which slots nobody serves.',
  loading: 'Redis reads its data into memory after a start and serves when it is done.',
  form:
    'One server and a cluster are written differently: REDIS_URL is redis://host:port for one server, ' +
    'redis+cluster://host:port,host:port for a cluster. Correct it.',
}

/** By how Redis begins its errors, then by how the driver and the network do. */
const signs: readonly (readonly [RegExp, RedisTrouble])[] = [
  [/^(NOAUTH|WRONGPASS|NOPERM)\b|^ERR invalid password|^ERR AUTH/, 'unauthorised'],
  [/^MISCONF\b/, 'disk'],
  [/^(-?OOM)\b/, 'memory'],
  [/^(READONLY|NOREPLICAS|MASTERDOWN|UNBLOCKED)\b/, 'replica'],
  [/^(CLUSTERDOWN|TRYAGAIN)\b/, 'cluster'],
  [/^(LOADING|BUSY)\b/, 'loading'],
  [/^(MOVED|ASK)\b|cluster support disabled/, 'form'],
  [/certificate|altnames|\balert\b|SSL routines/i, 'unproven'],
  [/timed out|Socket timeout/, 'late'],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|Connection is closed|isn't writeable/,
    'unreachable',
  ],
  [
    /isn't ready|Command aborted|startup nodes|slots cache|max retries per request|redirections|is ended/,
    'unreachable',
  ],
]

/** Undefined for what is not the server's trouble but a mistake of ours. */
export function redisUnavailable(error: unknown): RedisUnavailable | undefined {
  if (error instanceof RedisUnavailable) return error
  if (!(error instanceof Error)) return undefined
  // The cluster's driver wraps what the last node said.
  const inner: unknown = 'lastNodeError' in error ? error.lastNodeError : undefined
  const found = inner === undefined ? undefined : redisUnavailable(inner)
  if (found) return found
  // A script's error quotes what a command in it met: "ERR … -OOM command not allowed …".
  const text = error.message.replace(/^.*?Last error: (\w*Error: )?/, '')
  const sign = signs.find(([pattern]) => pattern.test(text))
  return sign && new RedisUnavailable(sign[1], text)
}
