/** The firewall of deploy/waf before an exchange: its own files, with nothing changed in them but where things are. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../bench/harness/free-port.ts'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { installWaf, type Waf } from '../../scripts/servers/install-waf.ts'
import { root } from '../../scripts/tool.ts'
import { eventually } from './eventually.ts'

export type OpenWaf = {
  readonly url: string
  /** What it refused so far: the request, and the rules that spoke of it, by their numbers. */
  blocked(): readonly Blocked[]
  close(): Promise<void>
}
export type Blocked = { readonly request: string; readonly rules: readonly string[]; readonly said: readonly string[] }

/** @param target  `http://127.0.0.1:3000`, where the exchange listens */
export async function openWaf(target: string): Promise<OpenWaf> {
  const installed = await installWaf(cacheFolder(process.env), () => undefined)
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-waf-'))
  const port = await freePort()
  const configuration = render(folder, installed, { target: new URL(target).host, port })
  const child = spawn(installed.nginx, ['-c', configuration, '-p', folder, '-g', 'daemon off; master_process off;'], {
    env: { ...process.env, ...installed.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => (child.exitCode === null ? (await fetch(`${url}/livez`)).status : 0), {
    isThere: (status) => status === 200,
  }).catch((error: unknown) => {
    throw new Error(`The firewall did not open: ${output}${read(join(folder, 'error.log'))}`, { cause: error })
  })
  return {
    url,
    blocked: () => linesOf(join(folder, 'waf.log')),
    async close() {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function render(folder: string, { module, rules }: Waf, { target, port }: { target: string; port: number }): string {
  const places: readonly (readonly [string, string])[] = [
    ['modules/ngx_http_modsecurity_module.so', module],
    ['/usr/share/modsecurity-crs/rules', rules],
    ['/etc/nginx/waf', folder],
    ['/var/log/nginx', folder],
    ['/run/nginx-waf.pid', join(folder, 'nginx.pid')],
    ['SecTmpDir /tmp/', `SecTmpDir ${folder}/`],
    ['SecDataDir /tmp/', `SecDataDir ${folder}/`],
    ['server 127.0.0.1:3000;', `server ${target};`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    // What nginx keeps bodies in, when it may not write where it would by itself.
    ['http {', `http {\n  ${temporary(folder)}`],
  ]
  mkdirSync(join(folder, 'temporary'), { recursive: true })
  const source = join(root, 'deploy/waf')
  for (const name of readdirSync(source)) {
    const text = readFileSync(join(source, name), 'utf8')
    writeFileSync(
      join(folder, name),
      places.reduce((rendered, [written, here]) => rendered.replaceAll(written, here), text),
    )
  }
  return join(folder, 'nginx.conf')
}

const temporary = (folder: string): string =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((what) => `${what}_temp_path ${join(folder, 'temporary', what)};`)
    .join(' ')

type AuditLine = {
  readonly transaction: {
    readonly request: { readonly method: string; readonly uri: string }
    readonly response: { readonly http_code: number }
    readonly messages: readonly {
      readonly message: string
      readonly details: { readonly ruleId: string; readonly data: string; readonly match: string }
    }[]
  }
}

function linesOf(file: string): readonly Blocked[] {
  const lines = read(file)
    .split('\n')
    .filter((line) => line.startsWith('{'))
  return lines.flatMap((line) => {
    const { request, response, messages } = (JSON.parse(line) as AuditLine).transaction
    const refusing = messages.filter(({ details }) => ['949110', '959100', '980130'].includes(details.ruleId))
    if (response.http_code !== 403 || refusing.length === 0) return []
    return {
      request: `${request.method} ${request.uri}`,
      rules: messages.map(({ details }) => details.ruleId),
      said: messages.map(({ message, details }) => `${details.ruleId} ${message}: ${details.data || details.match}`),
    }
  })
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
