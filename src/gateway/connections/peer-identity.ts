/** Who a certificate is for, by the one SPIFFE identity among its alternative names. */

/** `URI:spiffe://a/b`, or with the value as a JSON string where it has characters that could be taken for another name. */
const NAME = /(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)/y

/**
 * Undefined where there is none, more than one (X509-SVID, section 2), or a text that cannot be taken apart whole.
 *
 * @param subjectAltName  as Node writes it; values that could be mistaken for several are quoted in it
 */
export function namedIn(subjectAltName: string | undefined): string | undefined {
  if (subjectAltName === undefined) return undefined
  const uris: string[] = []
  NAME.lastIndex = 0
  while (NAME.lastIndex < subjectAltName.length) {
    const found = NAME.exec(subjectAltName)
    if (!found) return undefined
    const [, kind, value = ''] = found
    if (kind === 'URI') uris.push(value)
  }
  return uris.length === 1 ? uris[0] : undefined
}
