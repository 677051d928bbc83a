/** Cursors are sealed to the list they came from: one that was made up, altered or moved is refused, not guessed at. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { Rejected } from '../../kernel/rejection.ts'

export type Cursors = {
  /** @param list  what the cursor belongs to: path, filters and organisation */
  seal(list: string, place: string): string
  open(list: string, cursor: string): string
}

const macBytes = 12

/** @param key  at least 32 bytes; the same on every node */
export function createCursors(key: Uint8Array): Cursors {
  // Made into a key once: from bytes, that alone would take seven times as long as the rest.
  const secret = createSecretKey(key)
  const mac = (list: string, place: string): Buffer =>
    createHmac('sha256', secret).update(`${list.length}:${list}${place}`).digest().subarray(0, macBytes)
  return {
    seal: (list, place) => Buffer.concat([mac(list, place), Buffer.from(place)]).toString('base64url'),
    open(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const place = bytes.subarray(macBytes).toString()
      const canonical = bytes.toString('base64url') === cursor && bytes.length > macBytes
      if (canonical && timingSafeEqual(bytes.subarray(0, macBytes), mac(list, place))) return place
      throw new Rejected({
        kind: 'malformed',
        code: 'gateway/invalid-cursor',
        detail: 'This cursor does not belong to this list. Take the one from the page before, with the same filters.',
        errors: [{ pointer: '/query/cursor', detail: 'is not a cursor of this list' }],
      })
    },
  }
}
