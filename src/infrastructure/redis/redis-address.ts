/** What REDIS_URL may look like: one server, or a cluster told by its scheme or by more than one host. */

export type RedisAddress = {
  readonly isCluster: boolean
  readonly isEncrypted: boolean
  /** Of a cluster some of its nodes; the others it names itself. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly username?: string
  readonly password?: string
  /** 0 on a cluster, which has no other. */
  readonly database: number
}

const FORMS =
  'Give redis://[user:password@]host[:port][/database] for one server (rediss:// with TLS), or for a cluster some of its ' +
  'nodes, redis+cluster://[user:password@]host:port,host:port (rediss+cluster:// with TLS; a list of redis:// URLs will do).'
const SCHEME = /^(redis|rediss)(\+cluster)?:\/\//

/** Throws an `Error` that shows the forms, and never the password, where the text is none of them. */
export function parseRedisUrl(text: string): RedisAddress {
  const [first = '', ...others] = text.split(',').map((part) => part.trim())
  const [, scheme, cluster] = SCHEME.exec(first) ?? []
  const url = scheme === undefined ? undefined : urlOf(first)
  if (!url) throw new Error(`REDIS_URL is not the address of a Redis. ${FORMS}`)
  const isCluster = cluster !== undefined || others.length > 0
  const database = /^\/?(\d{0,3})$/.exec(url.pathname)?.[1]
  if (database === undefined || (isCluster && Number(database) !== 0))
    throw new Error(`REDIS_URL names a database that ${isCluster ? 'no cluster' : 'no Redis'} has. ${FORMS}`)
  return {
    isCluster,
    isEncrypted: scheme === 'rediss',
    nodes: [nodeOf(url), ...others.map((part) => nodeOf(urlOf(part), ''))],
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    database: Number(database),
  }
}

/** The scheme is replaced by one whose hosts are parsed as hosts; a host of a list has none. */
const urlOf = (text: string): URL | undefined => URL.parse(`ws://${text.replace(SCHEME, '')}`) ?? undefined

function nodeOf(url: URL | undefined, path = url?.pathname): RedisAddress['nodes'][number] {
  if (!url || url.pathname.slice(1) !== path?.slice(1))
    throw new Error(`REDIS_URL lists something that is no host. ${FORMS}`)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: url.port === '' ? 6_379 : Number(url.port) }
}
