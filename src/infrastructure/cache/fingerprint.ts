/** Turns a key or tag into a small integer where a collision costs a little work and never correctness. */

/** FNV-1a over UTF-16 code units, folded to 30 bits, which V8 keeps unboxed. */
export const fingerprint = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) & 0x3fffffff
}
