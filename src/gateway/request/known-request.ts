/** A request and its reply as whoever answers them sees them, the framework's and those that go out ahead of it alike. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../kernel/caller.ts'

/** Until its line is in the log. */
export type KnownResponse = ServerResponse & { request: FrameworkRequest; begunMs: number }

/** A request ahead of the framework. */
export type KnownMessage = IncomingMessage & {
  /** Who was found to ask when it was looked for among the kept replies: nobody has to look again. */
  caller?: Caller
}

type Asked = Pick<
  FastifyRequest,
  'id' | 'method' | 'url' | 'originalUrl' | 'headers' | 'raw' | 'params' | 'query' | 'body'
>

export type KnownRequest = Asked & {
  /** Its route as the router has it; none where nobody wrote one. */
  route?: string
  caller?: Caller
  /** Where it comes from, past our own proxies. */
  address: string
  /** The code it was refused with. */
  refused?: string
}

export type FrameworkRequest = FastifyRequest & KnownRequest

/** What a reply is written with. Names of headers are in small letters. */
export interface KnownReply {
  readonly request: Asked
  readonly statusCode: number
  /** Whether it is out already. */
  readonly sent: boolean
  code(status: number): KnownReply
  header(name: string, value: string): KnownReply
  headers(values: Readonly<Record<string, string>>): KnownReply
  getHeader(name: string): unknown
  getHeaders(): object
  send(payload?: unknown): KnownReply
}
