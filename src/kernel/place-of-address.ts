/** Who counts as one to a limit: an IPv4 address, or the /64 that an IPv6 user has to himself. */

/** @param address  IPv4 or IPv6; one that is IPv4 inside IPv6 counts as what it is */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address
  const lower = address.toLowerCase()
  if (lower.startsWith('::ffff:')) return lower.slice('::ffff:'.length)
  const [head = '', tail = ''] = lower.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(Math.max(0, 8 - groups.length - behind.length)).fill('0')
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':')
}
