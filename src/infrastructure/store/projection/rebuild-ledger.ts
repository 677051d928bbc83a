/** The port for what a rebuild has to remember until it is done: how far it is, and which documents the log has made. */
import type { Position, StreamName } from '../commit-log.ts'
import type { DocumentAt } from '../document-repairs.ts'

/** A document that the log has not made, or (then with its stream) not in the version that it is found in. */
export type Stranger = DocumentAt & { readonly stream?: StreamName }

export type RebuildLedger = {
  /** Where an earlier run of the same rebuild had come to; undefined where there was none. */
  reached(): Position | undefined
  /** All that was made of the log up to there is written. */
  reach(position: Position): void
  /** What a stream has made. Of several versions the newest counts. */
  made(stream: StreamName, documents: readonly DocumentAt[]): void
  /** Of some stream it could not be told what it makes: nothing of these collections is taken for a stranger. */
  distrust(collections: readonly string[]): void
  /** What was found in a collection: remembered where it may be a stranger. */
  found(documents: readonly DocumentAt[]): void
  /** Of what was found, what is still a stranger: at most `limit`, each given once. */
  takeStrangers(limit: number): readonly Stranger[]
  /** Forgets all of it: the rebuild is done. */
  finish(): void
  close(): void
}

/**
 * Opens the ledger of a rebuild. One of the same name goes on where it was cut short, as far as this machine knows of
 * it; without a name, none does.
 */
export type OpenRebuildLedger = (name?: string) => RebuildLedger
