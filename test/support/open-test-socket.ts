/** A WebSocket whose messages are waited for by what they are. */
import { WebSocket } from 'ws'

type Message = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string }

export type TestSocket = {
  readonly protocol: string
  /** The code it is closed with. */
  readonly closed: Promise<number>
  send(message: object): void
  raw(data: string | Buffer): void
  /** The next that was not taken of a type, and of a subscription. */
  message(type: string, id?: string): Promise<Message>
  [Symbol.asyncDispose](): Promise<void>
}

export type SocketAsked = {
  readonly path?: string
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

const patienceMs = 10_000

/** Rejects with the status that the upgrade was refused with. */
export async function openTestSocket(
  baseUrl: string,
  { path = '/ws', protocols = [], headers = {} }: SocketAsked,
): Promise<TestSocket> {
  const socket = new WebSocket(baseUrl.replace('http', 'ws') + path, [...protocols], { headers })
  const messages: Message[] = []
  let look = (): void => undefined
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message)
    look()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, { statusCode }) => reject(new Error(`Refused with ${statusCode}.`)))
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  const take = (type: string, id: string | undefined): Message | undefined => {
    const at = messages.findIndex((one) => one.type === type && (id === undefined || one.id === id))
    return at < 0 ? undefined : messages.splice(at, 1)[0]
  }
  return {
    protocol: socket.protocol,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    raw: (data) => socket.send(data),
    message: (type, id) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`No "${type}" came, but ${JSON.stringify(messages)}.`)),
          patienceMs,
        )
        look = () => {
          const found = take(type, id)
          if (!found) return
          clearTimeout(timer)
          look = () => undefined
          resolve(found)
        }
        look()
      }),
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await closed
    },
  }
}
