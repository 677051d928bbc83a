/** What a rebuild does to collections that serve meanwhile: nothing that is as it should be leaves them, not for a moment. */
import type { Documents, DocumentWrite } from './documents.ts'

/** A document by its place and version. */
export type DocumentAt = { readonly collection: string; readonly id: string; readonly version: number }

/** Replaces a document of its own or an older version, and one of `over` at most where that is more. */
export type Rewrite = DocumentWrite & { readonly over?: number }

/** What of a collection is looked at or written in one transaction at most. */
export const repairsMax = 1_000

export interface DocumentRepairs {
  /** In one transaction, each with its entries, whatever became of these; what is so already is left alone. */
  rewrite(writes: readonly Rewrite[]): Promise<void>
  /** Removes documents without a trace where they are still of that version. At most `repairsMax`. */
  drop(documents: readonly DocumentAt[]): Promise<void>
  /**
   * Removes index entries that lead to no document, or to one that has them no more, among the next `repairsMax` of a
   * collection behind `after` ('': its first). Gives where to go on; undefined at the end.
   */
  dropStrayEntries(collection: string, after: string): Promise<string | undefined>
}

export interface DocumentList {
  /** The documents of a collection by id, those behind `after` ('': the first), with what is left of removed ones. */
  list(collection: string, after: string, limit: number): Promise<readonly DocumentAt[]>
}

export type RepairableDocuments = Documents & DocumentRepairs & DocumentList

/** The newest version that a rewrite replaces. */
export const replacedUpTo = ({ version, over = 0 }: Rewrite): number => Math.max(version, over)
