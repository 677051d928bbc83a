/** Which addresses are on the public internet: whatever else a stranger's URL leads to is inside some network, perhaps ours. */
import { BlockList, isIP } from 'node:net'

/**
 * IANA's registries of special-purpose addresses (RFC 6890), and what is multicast or reserved. 64:ff9b::/96 and 2002::/16
 * carry IPv4 addresses, private ones too: nobody reachable needs them.
 */
const notPublicIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
/** Of IPv6 only 2000::/3 is given out to anybody; these are special inside it. */
const notPublicIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const ipv4 = blockListOf(notPublicIpv4, 'ipv4')
const ipv6 = blockListOf(notPublicIpv6, 'ipv6')
const givenOut = blockListOf(['2000::/3'], 'ipv6')

/** @param address  as the resolver or the socket gives it. Text that is no address is not public. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !ipv4.check(address, 'ipv4')
    // `::ffff:10.0.0.1` and all else that is IPv4 in disguise lies outside of what is given out.
    case 6:
      return givenOut.check(address, 'ipv6') && !ipv6.check(address, 'ipv6')
    default:
      return false
  }
}

function blockListOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/')
    list.addSubnet(address, Number(prefix), family)
  }
  return list
}
