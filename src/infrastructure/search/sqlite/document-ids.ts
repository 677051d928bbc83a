/** The ids of all documents by their numbers: every hit needs one, and a look-up in the file costs more than finding it. */
import type { DatabaseSync } from 'node:sqlite'

/** Taken in at a time: some two milliseconds. */
const slice = 2_000
const bytesExpected = 40

export type DocumentIds = {
  /** Takes in one slice of new documents; true when there are no more. An id stays its document's. */
  readonly catchUp: () => boolean
  /** Starts anew, with so many documents expected. */
  readonly restart: (documents: number) => void
  readonly of: (doc: number) => string
}

export function createDocumentIds(database: DatabaseSync): DocumentIds {
  const added = database.prepare(`SELECT json_group_array(doc) AS docs, json_group_array(id) AS ids
    FROM (SELECT doc, id FROM ids WHERE doc > ? ORDER BY doc LIMIT ${slice})`)
  // One text after the other: as strings they would be 100,000 objects for every collection of garbage to look at.
  let bytes = Buffer.alloc(0)
  let ends = new Uint32Array(1)
  let highest = 0

  const add = (doc: number, id: string): void => {
    if (doc >= ends.length) ends = longer(ends, doc)
    // Numbers that no document has are empty.
    ends.fill(ends[highest]!, highest + 1, doc)
    const start = ends[highest]!
    const end = start + Buffer.byteLength(id)
    if (end > bytes.length) bytes = Buffer.concat([bytes], Math.ceil(end * 1.5))
    bytes.write(id, start)
    ends[doc] = end
    highest = doc
  }

  return {
    catchUp: () => {
      const { docs, ids } = added.get(highest) as { docs: string; ids: string }
      const texts = JSON.parse(ids) as string[]
      ;(JSON.parse(docs) as number[]).forEach((doc, at) => add(doc, texts[at]!))
      return texts.length < slice
    },
    restart: (documents) => {
      bytes = Buffer.alloc(documents * bytesExpected)
      ends = new Uint32Array(documents + 1)
      highest = 0
    },
    of: (doc) => bytes.toString('utf8', ends[doc - 1], ends[doc]),
  }
}

function longer(numbers: Uint32Array, place: number): Uint32Array<ArrayBuffer> {
  const target = new Uint32Array(Math.ceil((place + 1) * 1.5))
  target.set(numbers)
  return target
}
