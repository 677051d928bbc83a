/** The live connection at /ws: its own small protocol, spoken by members alone. */
import type { Entrance, Serve } from './open-socket-door.ts'
import { actingOrganisation } from '../../kernel/caller.ts'
import type { EventFeed } from './open-event-feed.ts'
import { serveLiveConnection } from './serve-live-connection.ts'

export type LiveSocketNeeds = {
  readonly feed: EventFeed
  readonly monotonicMs: () => number
  readonly failed: (error: unknown) => void
}

export const openLiveEntrance = (needs: LiveSocketNeeds): Entrance => ({
  path: '/ws',
  access: { kind: 'member' },
  subprotocol: 'foodxchange.v1',
  async load(): Promise<Serve> {
    const { createClientMessageReader } = await import('./read-client-message.ts')
    const readMessage = createClientMessageReader()
    return (socket, admit, { caller, credentials, count }) => {
      // The door lets members in alone, and each acts for an organisation.
      const organisationId = actingOrganisation(caller)!
      const connection = serveLiveConnection(socket, { ...needs, organisationId, readMessage, count })
      if (!admit(caller, credentials)) connection.end(1013, 'No more connections fit into this process.')
      return connection
    }
  },
})
