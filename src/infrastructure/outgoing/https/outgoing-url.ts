/** Whether a URL that a stranger gave may be called at all, told from its text: for when it is registered, and again for each call. */
import { isIP } from 'node:net'
import type { Rejection } from '../../../kernel/rejection.ts'
import { isPublicAddress } from './public-address.ts'

const urlMaxLength = 2_048

/** Names that lead inside, whatever a resolver says: RFC 6761, 6762, 7686, 8375, and what clouds call themselves. */
const innerSuffixes = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'arpa', 'onion']

/**
 * Why the URL is not to be called; undefined where it may be, if what it resolves to is public then. `https` at its
 * usual port, a name or a public address, no user in it.
 */
export function faultOfUrl(text: string): Rejection | undefined {
  // A parser drops tabs and line ends, so that two readers could see two addresses.
  if (text.length > urlMaxLength || /[\u0000-\u0020\u007f\\]/.test(text) || !URL.canParse(text))
    return fault('This is no URL, or longer than any.')
  const { protocol, port, username, password, hostname } = new URL(text)
  if (protocol !== 'https:') return fault('Only `https` is called.')
  if (port !== '') return fault('Only the usual port, 443, is called.')
  if (username !== '' || password !== '') return fault('A URL with a user in it is not called.')
  return faultOfHost(hostname)
}

/** @param hostname  as `URL` gives it: decimal, octal and hexadecimal addresses have become ordinary ones */
function faultOfHost(hostname: string): Rejection | undefined {
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  if (isIP(address) !== 0) return isPublicAddress(address) ? undefined : notPublic
  const labels = hostname.replace(/\.$/, '').split('.')
  if (labels.length < 2 || innerSuffixes.includes(labels.at(-1)!)) return notPublic
  return undefined
}

const fault = (detail: string): Rejection => ({ kind: 'invalid', code: 'outgoing/url', detail })

/** Also of what resolves to such an address: it is told the same, so that nobody learns what our resolver knows. */
export const notPublic: Rejection = {
  kind: 'invalid',
  code: 'outgoing/not-public',
  detail: 'The URL does not lead to a public address.',
}
