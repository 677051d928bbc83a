/** What a process shows of itself, and whom it believes, on connections that are encrypted. */

/** PEM texts, so that they can be handed to another thread. */
export type TlsIdentity = {
  /** The authorities that sign whoever is spoken to, instead of the system's. */
  readonly ca?: string
  /** The process's own certificate, with its chain. */
  readonly cert?: string
  readonly key?: string
}
