/**
 * Where the bus keeps what in Redis. A group's messages lie in lanes, each a stream: a stream of the log has one lane
 * for ever, so that its order is the lane's. All keys of a lane have one hash tag, the lanes of a group have many:
 * on a cluster the work is spread, and what must happen at once lies on one node.
 */

export type LaneKeys = {
  readonly lane: number
  /** The messages on their way. */
  readonly messages: string
  /** Who delivers them: a lease. */
  readonly owner: string
  /** Which relay may write: its epoch. */
  readonly epoch: string
  /** What the owner is delivering at the moment. */
  readonly busy: string
}
export type GroupKeys = {
  readonly group: string
  /** Who carries the group's messages from the log into its lanes: a lease. */
  readonly relay: string
  /** How far the relay is. */
  readonly relayed: string
  /** The processes that deliver for the group. */
  readonly members: string
  /** Asks the relay to let the group begin anew, at the position it holds. */
  readonly anew: string
  readonly lanes: readonly LaneKeys[]
}

export const groupKeys = (prefix: string, group: string, lanes: number): GroupKeys => {
  const of = (name: string): string => `${prefix}:{${group}}:${name}`
  return {
    group,
    relay: of('relay'),
    relayed: of('relayed'),
    members: of('members'),
    anew: of('anew'),
    lanes: Array.from({ length: lanes }, (_, lane) => {
      const ofLane = (name: string): string => `${prefix}:{${group}/${lane}}:${name}`
      return {
        lane,
        messages: ofLane('messages'),
        owner: ofLane('owner'),
        epoch: ofLane('epoch'),
        busy: ofLane('busy'),
      }
    }),
  }
}

/** Where processes tell each other that there is something to read. */
export const bellKey = (prefix: string): string => `${prefix}:{bell}`

/** Lanes of a group whose messages come one by one; changing it moves streams, which is for a time without messages. */
export const lanesOfSingle = 8

/** FNV-1a over the name's UTF-16 units: the same in every process and release. */
export function laneOf(stream: string, lanes: number): number {
  let hash = 0x81_1c_9d_c5
  for (let at = 0; at < stream.length; at += 1) hash = Math.imul(hash ^ stream.charCodeAt(at), 0x01_00_01_93)
  return (hash >>> 0) % lanes
}
