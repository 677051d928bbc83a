/** This process's certificate, and whom it believes: read from their files, refused where they do not fit, read again when renewed. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError, type Config } from '../../config/config.ts'
import type { TlsListener } from '../../gateway/connections/listen-tls.ts'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import type { Log } from '../../telemetry/log.ts'

type Files = Pick<Config, 'tlsCa' | 'tlsCertificate' | 'tlsKey'>

/** Empty where no file is named. Throws `ConfigError` where one cannot be read, or holds something else or something old. */
export function readIdentity({ tlsCa, tlsCertificate, tlsKey }: Files, nowMs = Date.now()): TlsIdentity {
  const ca = tlsCa === '' ? undefined : readPem('FX_TLS_CA', tlsCa)
  if (ca !== undefined) certificateIn('FX_TLS_CA', ca)
  if (tlsCertificate === '') return { ...(ca !== undefined && { ca }) }
  const cert = readPem('FX_TLS_CERTIFICATE', tlsCertificate)
  const key = readPem('FX_TLS_KEY', tlsKey)
  const own = certificateIn('FX_TLS_CERTIFICATE', cert)
  if (!own.checkPrivateKey(keyIn(key)))
    throw new ConfigError('FX_TLS_KEY is not the key of the certificate in FX_TLS_CERTIFICATE. Give the pair.')
  if (Date.parse(own.validTo) <= nowMs)
    throw new ConfigError(`The certificate in FX_TLS_CERTIFICATE ended on ${own.validTo}. Renew it.`)
  return { ...(ca !== undefined && { ca }), cert, key }
}

/** Undefined where the process listens to plain HTTP. */
export function tlsListener(config: Config, log: Pick<Log, 'info' | 'warn'>): TlsListener | undefined {
  if (config.tlsPeers.length === 0) return undefined
  const identity = readIdentity(config)
  return { identity, peers: config.tlsPeers, follow: (renewed) => followFiles(config, identity, renewed, log) }
}

/** Certificates that are renewed by themselves live for an hour or more, and are renewed at half of it. */
const lookEveryMs = 30_000

/** Files that are being written do not fit for a moment: what was read before stays until they do. */
function followFiles(
  files: Files,
  first: TlsIdentity,
  renewed: (identity: TlsIdentity) => void,
  log: Pick<Log, 'info' | 'warn'>,
): () => void {
  let latest = first
  const look = (): void => {
    try {
      const next = readIdentity(files)
      if (next.ca === latest.ca && next.cert === latest.cert && next.key === latest.key) return
      renewed(next)
      latest = next
      log.info({ event: 'certificate-renewed' }, 'the listener shows its new certificate')
    } catch (error) {
      log.warn({ err: error, event: 'certificate-unfit' }, 'the listener goes on with the certificate it has')
    }
  }
  const timer = setInterval(look, lookEveryMs).unref()
  return () => clearInterval(timer)
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new ConfigError(
      `${name} names ${file}, which cannot be read (${code}). Name a PEM file that this user may read.`,
    )
  }
}

function certificateIn(name: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new ConfigError(`${name} holds no certificate in PEM (${(error as Error).message}).`)
  }
}

function keyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // What a parser says of a key may quote it.
    throw new ConfigError('FX_TLS_KEY holds no key in PEM without a pass phrase.')
  }
}
