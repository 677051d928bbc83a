/** A request's line in the log, however it was answered, and also where nobody waited for the answer. */
import type { Log } from '../../telemetry/log.ts'
import type { KnownRequest } from '../request/known-request.ts'
import { whoAsked } from './who-asked.ts'

/** As nginx logs who hung up before there was an answer; nobody is ever sent it. */
export const nobodyWaited = 499

/** @param route  as it is written in the API's description */
export function writeAccessLog(
  log: Log,
  request: KnownRequest,
  route: string,
  ms: number,
  status: number,
  isAborted: boolean,
): void {
  log.access({
    method: request.method,
    route,
    status,
    ms,
    requestId: request.id,
    aborted: isAborted || undefined,
    ...whoAsked(request.caller, request.refused),
  })
}
