/** How many connections may stay open at once: each costs memory for as long as its client likes. */

export type ConnectionCount = {
  /** Undefined where there are too many; else how to give the place back. */
  take(organisationId: string): (() => void) | undefined
}

/** Of one process. */
export const connectionsMax: ConnectionsMax = { all: 20_000, ofOrganisation: 12_000 }

export type ConnectionsMax = { readonly all: number; readonly ofOrganisation: number }

export function countConnections(max = connectionsMax): ConnectionCount {
  const open = new Map<string, number>()
  let all = 0
  return {
    take(organisationId) {
      const own = open.get(organisationId) ?? 0
      if (all >= max.all || own >= max.ofOrganisation) return undefined
      all += 1
      open.set(organisationId, own + 1)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        all -= 1
        const left = open.get(organisationId)! - 1
        if (left === 0) open.delete(organisationId)
        else open.set(organisationId, left)
      }
    },
  }
}
