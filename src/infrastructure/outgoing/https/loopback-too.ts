/** Lets calls go to this machine itself, for development and tests: plain HTTP, any port, loopback and nothing else inside. */
import { isIP } from 'node:net'
import type { HttpsOutgoingOptions } from '../https-outgoing.ts'
import { faultOfUrl } from './outgoing-url.ts'
import { isPublicAddress } from './public-address.ts'

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))

const namesLoopback = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username } = new URL(url)
  const address = hostname.replace(/^\[|\]$/g, '')
  return /^https?:$/.test(protocol) && username === '' && (hostname === 'localhost' || isLoopback(address))
}

export const loopbackToo = {
  faultOf: (url) => (namesLoopback(url) ? undefined : faultOfUrl(url)),
  isAllowed: (address) => isLoopback(address) || isPublicAddress(address),
} as const satisfies HttpsOutgoingOptions
