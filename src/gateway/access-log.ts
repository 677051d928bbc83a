/** A request's line in the log, however it was answered. */
import type { Log } from '../telemetry/log.ts'
import type { KnownRequest } from './known-request.ts'
import { whoAsked } from './who-asked.ts'

/** @param route  as it is written in the API's description */
export function writeAccessLog(log: Log, request: KnownRequest, route: string, ms: number, status: number): void {
  log.access({
    method: request.method,
    route,
    status,
    ms,
    requestId: request.id,
    ...whoAsked(request.caller, request.refused),
  })
}
