/** Describes `/ws` in AsyncAPI 3, from the schemas that its messages are checked by. */
import { outwardEvents } from '../src/composition/service-catalogue.ts'
import { liveLimits } from '../src/services/live/live-limits.ts'
import { clientMessages, closeCodes, serverMessages } from '../src/services/live/live-message-schemas.ts'
import { typesOf } from '../src/services/live/live-schemas.ts'

const channel = { $ref: '#/channels/live' }
/** Titles and descriptions are given to each, and no part of the schemas' types. */
const messages = Object.entries({ ...clientMessages, ...serverMessages }) as unknown as readonly [
  string,
  { readonly title: string; readonly description: string },
][]

export function asyncApiPage(): string {
  const page = {
    asyncapi: '3.0.0',
    info: { title: 'FoodXchange live events', version: '1.0.0', description: describe() },
    defaultContentType: 'application/json',
    servers: { exchange },
    channels: {
      live: {
        address: '/ws',
        messages: Object.fromEntries(
          messages.map(([name, schema]) => [
            name,
            { name, title: schema.title, summary: schema.description, payload: schema },
          ]),
        ),
      },
    },
    operations: {
      fromClient: { action: 'receive', channel, messages: Object.keys(clientMessages).map(refer) },
      toClient: { action: 'send', channel, messages: Object.keys(serverMessages).map(refer) },
    },
  }
  return `${JSON.stringify(page, null, 2)}\n`
}

const refer = (name: string) => ({ $ref: `#/channels/live/messages/${name}` })

const exchange = {
  host: 'localhost:3000',
  protocol: 'ws',
  description: 'The address of the exchange; `wss` behind TLS.',
  security: [
    {
      type: 'http',
      scheme: 'bearer',
      description: 'In `Authorization`, or as the subprotocol `bearer.` and the token; never in the address.',
    },
  ],
}

function describe(): string {
  const types = Array.from(typesOf(outwardEvents), ([type, says]) => `| \`${type}\` | ${says} |`)
  const codes = Object.entries(closeCodes).map(([code, says]) => `| ${code} | ${says} |`)
  return [
    `Texts of JSON, up to ${liveLimits.messageMaxBytes} bytes, at most ${liveLimits.messagesPerSecond} a second.`,
    ['| type | says |', '| --- | --- |', ...types].join('\n'),
    ['| closed with | why, and what to do |', '| --- | --- |', ...codes].join('\n'),
  ].join('\n\n')
}
