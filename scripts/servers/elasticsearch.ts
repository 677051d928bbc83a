/** Elasticsearch for tests: one node, started from the maker's own jars. */
import { join } from 'node:path'
import { installElasticsearch } from './install-elasticsearch.ts'
import { HOST } from './ports.ts'
import type { Launch, Placement, Server } from './server.ts'

/** The tests' indices are small; what is above this is more for the machine to share than for them to use. */
const HEAP = '512m'

export const elasticsearch: Server = {
  about: 'one node of version 9',
  variable: 'ELASTICSEARCH_URL',
  portCount: 2,
  readyTimeoutMs: 90_000,
  install: installElasticsearch,
  launches: (placement) => [launch(placement)],
  url: ([port]) => `http://${HOST}:${port}`,
  settle: async ({ ports: [port = 0] }, signal) => {
    // It answers before it knows its indices; yellow is all that one node can be.
    await ask(port, 'GET', '/_cluster/health?wait_for_status=yellow&timeout=5s', signal)
    await ask(port, 'PUT', '/started/_doc/1?refresh=true', signal, '{}')
    await ask(port, 'DELETE', '/started', signal)
    return undefined
  },
}

function launch({ installation, ports: [port = 0, transportPort = 0], data }: Placement): Launch {
  const folder = join(data, 'node')
  return {
    name: 'elasticsearch',
    command: join(installation, 'jre', 'bin', 'java'),
    args: [
      `-Xms${HEAP}`,
      `-Xmx${HEAP}`,
      // Two cores are shared by many processes here: one collector thread and the quick compiler serve tests best.
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-XX:+ExitOnOutOfMemoryError',
      '--enable-native-access=ALL-UNNAMED',
      '--sun-misc-unsafe-memory-access=allow',
      `-Des.path.home=${installation}`,
      // A library for vectors that no public jar carries.
      '-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false',
      '-Dio.netty.noUnsafe=true',
      '-Dlog4j2.disable.jmx=true',
      '-Dfile.encoding=UTF-8',
      `-Djava.io.tmpdir=${folder}`,
      '-cp',
      `${join(installation, 'launcher')}:${join(installation, 'lib', '*')}`,
      'EsTestServer',
      installation,
    ],
    folder,
    environment: {
      ES_HTTP_PORT: String(port),
      ES_TRANSPORT_PORT: String(transportPort),
      ES_DATA: join(folder, 'data'),
      ES_LOGS: join(folder, 'logs'),
    },
  }
}

async function ask(port: number, method: string, path: string, signal: AbortSignal, body?: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`http://${HOST}:${port}${path}`, { method, headers, signal, ...(body && { body }) })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 300)}`)
}
