/** nginx, ModSecurity and the OWASP Core Rule Set as Debian packs them, unpacked into the cache folder, without being root. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installOnce } from './cache-folder.ts'
import { unpackDebianPackages } from './package-clients.ts'
import { runOrExplain } from './run-command.ts'
import type { Say } from './server.ts'

const REMEDY =
  'Debian 12 or a system of its age with apt is needed; elsewhere install nginx with its ModSecurity connector by hand.'

/** The three, then the libraries that few machines have. */
const PACKAGES = (
  'nginx libnginx-mod-http-modsecurity libnginx-mod-http-ndk libmodsecurity3 modsecurity-crs ' +
  'libfuzzy2 libgeoip1 liblua5.3-0 libmaxminddb0 libyajl2 libxml2 libicu72 libpcre2-8-0 ' +
  'libcurl3-gnutls libnghttp2-14 librtmp1 libssh2-1 libpsl5 libldap-2.5-0 libsasl2-2 libbrotli1'
).split(' ')

export type Waf = {
  readonly nginx: string
  readonly module: string
  /** The folder with the rules of the set. */
  readonly rules: string
  readonly environment: Readonly<Record<string, string>>
}

export async function installWaf(cache: string, say: Say): Promise<Waf> {
  const folder = await installOnce(cache, 'waf-nginx-crs3', async (unfinished) => {
    say('fetching 15 MB of packages, once')
    await unpackDebianPackages(PACKAGES, unfinished, REMEDY)
    const { nginx, environment } = partsIn(unfinished)
    await runOrExplain(nginx, ['-v'], { timeoutMs: 10_000, remedy: REMEDY, environment })
  })
  return partsIn(folder)
}

function partsIn(folder: string): Waf {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const libraries = ['usr/lib', 'lib'].map((path) => join(folder, path, triplet)).filter((path) => existsSync(path))
  return {
    nginx: join(folder, 'usr/sbin/nginx'),
    module: join(folder, 'usr/lib/nginx/modules/ngx_http_modsecurity_module.so'),
    rules: join(folder, 'usr/share/modsecurity-crs/rules'),
    environment: { LD_LIBRARY_PATH: libraries.join(':') },
  }
}
