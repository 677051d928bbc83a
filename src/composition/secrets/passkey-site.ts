/** Where people sign in by passkeys, as the settings say. */
import type { Config } from '../../config/config.ts'
import type { PasskeySite } from '../../services/auth/index.ts'

/** Without a word, the domain itself; on localhost, the exchange's own port. */
export function passkeySite({ config }: { readonly config: Config }): PasskeySite {
  const { passkeyDomain: domain, passkeyOrigins, port } = config
  const own = domain === 'localhost' ? `http://localhost:${port}` : `https://${domain}`
  return { domain, origins: passkeyOrigins.length > 0 ? passkeyOrigins : [own] }
}
