/** A checkpoint as transparency logs write it, a signed note (c2sp.org/tlog-checkpoint): text that any of their tools can check. */

/** What is signed of a trail: how long it is, and what it was made of until then. */
export type Checkpoint = {
  readonly organisationId: string
  readonly size: number
  /** Of the Merkle tree over the entries; base64, as in the note. */
  readonly root: string
  /** After the last entry; base64. */
  readonly chain: string
  readonly at: string
}

const originPrefix = 'foodxchange/audit/'
const signatureLine = /^— (\S+) (\S+)$/

/** The name under which an organisation's checkpoints are signed. */
export const originOf = (organisationId: string): string => `${originPrefix}${organisationId}`

/** The text that is signed: origin, size, root, and two lines of our own. */
export const noteText = ({ organisationId, size, root, chain, at }: Checkpoint): string =>
  `${originOf(organisationId)}\n${size}\n${root}\nchain ${chain}\nat ${at}\n`

/** @param signature  base64 of the key's four-byte hash and the signature */
export const signedNote = (checkpoint: Checkpoint, keyName: string, signature: string): string =>
  `${noteText(checkpoint)}\n— ${keyName} ${signature}\n`

/** A note's text, what it says, and its signature; undefined where it is no checkpoint of ours. */
export function readNote(
  note: string,
): { readonly text: string; readonly checkpoint: Checkpoint; readonly signature: string } | undefined {
  const end = note.indexOf('\n\n')
  const text = note.slice(0, end + 1)
  const [origin = '', size = '', root = '', chain = '', at = '', ...more] = text.split('\n')
  const signature = signatureLine.exec(note.slice(end + 2).trimEnd())?.[2]
  if (end < 0 || signature === undefined || more.length !== 1 || !origin.startsWith(originPrefix)) return undefined
  if (!/^\d{1,15}$/.test(size) || !chain.startsWith('chain ') || !at.startsWith('at ')) return undefined
  const organisationId = origin.slice(originPrefix.length)
  return {
    text,
    signature,
    checkpoint: { organisationId, size: Number(size), root, chain: chain.slice(6), at: at.slice(3) },
  }
}
