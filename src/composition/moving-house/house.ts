/** A house is a place where all that an exchange keeps can live: a data folder, or a database on MongoDB. */
import type { KeptFiles } from '../../infrastructure/kept-files/kept-files.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { Spool } from '../../infrastructure/spool/spool.ts'
import type { Sealer } from '../../infrastructure/store/seal.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Patiently } from './patience.ts'

export type House = {
  /** As it is shown: without users or passwords. */
  readonly place: string
  readonly store: Store
  readonly sealer: Sealer
  readonly personalData: PersonalData
  readonly keptFiles: KeptFiles
  readonly spool: Spool
  /** Waits out what its servers recover from by themselves. */
  readonly patiently: Patiently
  /** Rejects with `MovingRefused` once somebody else may have begun to serve it. */
  readonly assertHeld: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What a move does not do, and what to do about it; the message ends with a full stop, and so does the remedy. */
export class MovingRefused extends Error {
  override name = 'MovingRefused'
  readonly remedy: string
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.remedy = remedy
  }
}
