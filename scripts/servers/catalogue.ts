/** The servers there are, by the name they are asked for. */
import { mongodb } from './mongodb.ts'
import type { Server, ServerName } from './server.ts'

export const catalogue: Readonly<Record<ServerName, Server>> = { mongodb }
