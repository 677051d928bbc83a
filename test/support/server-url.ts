/** Where the real server of a production test is: given by the environment, as `npm run servers -- env` prints it. */

export type ServerName = 'MONGODB_URL' | 'REDIS_URL' | 'REDIS_CLUSTER_URL' | 'ELASTICSEARCH_URL' | 'CLICKHOUSE_URL'

/**
 * The server's URL; undefined where none is given, said in one line, so that a suite can be skipped.
 * With REQUIRE_BACKENDS=1 a missing server is an error: nothing is skipped in silence where servers were promised.
 */
export function serverUrl(name: ServerName): string | undefined {
  const url = process.env[name]
  if (url !== undefined && url !== '') return url
  if (process.env['REQUIRE_BACKENDS'] === '1')
    throw new Error(
      `${name} is not set: start the servers with "npm run servers -- up", or use npm run test:production.`,
    )
  process.stderr.write(`Skipped: ${name} is not set (npm run test:production sets it).\n`)
  return undefined
}
