/** Where a request comes from: the connection's other end, or whom a proxy that we trust says it speaks for. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type ClientAddress = (request: IncomingMessage) => string

/**
 * @param trusted  addresses and networks (`10.0.0.0/8`) of our own proxies. With none, what `X-Forwarded-For` says is
 * anybody's word and not read.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  if (trusted.length === 0) return ({ socket }) => socket.remoteAddress ?? ''
  const proxies = networksOf(trusted)
  const isProxy = (address: string): boolean => isInside(proxies, address)
  return ({ socket, headers }) => {
    const direct = socket.remoteAddress ?? ''
    const said = headers['x-forwarded-for']
    if (said === undefined || !isProxy(direct)) return direct
    // Each proxy adds whom it heard on the right: the rightmost that is none of ours is the client.
    const hops = String(said).split(',').slice(-hopsMax)
    let address = direct
    for (const hop of hops.reverse()) {
      const next = hop.trim()
      if (isIP(next) === 0) return address
      address = next
      if (!isProxy(address)) return address
    }
    return address
  }
}

/** More proxies than stand one behind the other anywhere. */
const hopsMax = 16

/** Throws a `RangeError` for what is no address and no network. */
export function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const text of texts) {
    const [address = '', prefix] = text.split('/')
    const version = isIP(address)
    if (version === 0) throw new RangeError(`"${text}" is no address and no network such as 10.0.0.0/8.`)
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return networks
}

/** Whether an address is in one of the networks; one that is IPv4 inside IPv6 counts as what it is. */
export function isInside(networks: BlockList, address: string): boolean {
  const version = isIP(address)
  if (version === 0) return false
  return networks.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
