/** What a server brings to a composition: its adapters, in the places of the embedded ones. */
import type { Config } from '../../config/config.ts'
import type { embedded } from '../embedded.ts'

export { UnfitServer } from '../../infrastructure/mongodb/unfit-server.ts'

/** What every composition provides, whichever adapters stand behind it. */
export type Composition = typeof embedded

/** A server's adapters in their places, and how to let go of what they share. */
export type OnServer = {
  readonly composition: Composition
  /** A line for the greeting: where it is, without users or passwords. */
  readonly place: string
  /** After everything that uses it is disposed of. */
  readonly close?: () => Promise<void>
}

export type PutOnServer = (composition: Composition, url: string, config: Config) => OnServer | Promise<OnServer>

/** What may be shown of an address: its hosts. */
export const hostsOf = (url: string): string => /^[^:]+:\/\/(?:[^/?]*@)?([^/?@]*)/.exec(url)?.[1] ?? 'unknown'
