/** Remembers, within bounds, what a sole writer has written of its documents, so that replacing one need not look first. */
import type { DocumentWrite } from './documents.ts'
import { createSecondChanceMap } from '../../kernel/second-chance-map.ts'

/** What is written of a document, as far as its next write has to know it. */
export type Written = Pick<DocumentWrite, 'version' | 'entries'>

export type WrittenDocuments = {
  find(document: Pick<DocumentWrite, 'collection' | 'id'>): Written | undefined
  keep(write: DocumentWrite): void
  /** For when what was written is undone. */
  clear(): void
}

/** @param keepMax  documents remembered; 0 where others write them too */
export function createWrittenDocuments(keepMax: number): WrittenDocuments {
  const kept = createSecondChanceMap<Written>(keepMax)
  const keyOf = ({ collection, id }: Pick<DocumentWrite, 'collection' | 'id'>): string => `${collection} ${id}`
  return {
    find: (document) => kept.get(keyOf(document)),
    keep: (write) => kept.set(keyOf(write), { version: write.version, entries: write.entries }),
    clear: kept.clear,
  }
}

/** Whether a document stays where its indexes have it. */
export function hasSameEntries(before: Written['entries'], after: Written['entries']): boolean {
  const names = Object.keys(after)
  if (names.length !== Object.keys(before).length) return false
  return names.every((name) => {
    const [was, is] = [before[name], after[name]!]
    return was !== undefined && was.length === is.length && is.every((entry, at) => entry === was[at])
  })
}
