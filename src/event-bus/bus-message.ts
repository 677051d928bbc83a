/** Makes the messages of a commit: one for each event, in the order in which the commit holds them. */
import { parseStreamName, type Commit, type Position, type Recorded } from '../infrastructure/store/commit-log.ts'
import type { Interest, Message } from './event-bus.ts'

/** Where a message stands in the log, which keeps it: `ordinal` counts its commit's events. */
export type MessageRef = {
  readonly position: Position
  readonly ordinal: number
  readonly stream: string
  readonly at: string
}
export const refOf = ({ id, position, stream, at }: Message): MessageRef => ({
  position,
  ordinal: Number(id.slice(id.lastIndexOf('/') + 1)),
  stream,
  at,
})

/** Gives an event's body as this release knows it; throws when it cannot. */
export type ReadBody = (kind: string, recorded: Recorded) => unknown

export const messagesOf = (commit: Commit, readBody: ReadBody): readonly Message[] => {
  const { position, at, actor, cause, organisations } = commit
  const messages: Message[] = []
  for (const { stream, version, events } of commit.extensions) {
    const { kind, id: streamId } = parseStreamName(stream)
    for (const recorded of events) {
      const { type, schemaVersion } = recorded
      const id = `${commit.id}/${messages.length}`
      const fields = {
        id,
        type,
        schemaVersion,
        stream,
        kind,
        streamId,
        version,
        position,
        at,
        actor,
        cause,
        organisations,
      }
      messages.push(withLazyBody(fields, () => readBody(kind, recorded)))
    }
  }
  return messages
}

/** Read when a consumer asks for it: an event that nobody can read fails its own delivery and nothing else. */
const withLazyBody = (fields: Omit<Message, 'body'>, read: () => unknown): Message => {
  let body: { readonly value: unknown } | undefined
  return {
    ...fields,
    get body() {
      body ??= { value: read() }
      return body.value
    },
  }
}

/** Whether a consumer wants to hear of a message. */
export const isOfInterest = (interest: Interest): ((message: Message) => boolean) => {
  if ('kinds' in interest) {
    const kinds = new Set(interest.kinds)
    return ({ kind }) => kinds.has(kind)
  }
  const types = new Set(interest.eventTypes)
  return ({ type }) => types.has(type)
}
