/** Who asked, and what a refusal is called, as every line of the access log says it, however the request was answered. */
import { actingOrganisation, type Caller } from '../../kernel/caller.ts'
import type { AccessLine } from '../../telemetry/log.ts'
import { securityEventOf } from './security-events.ts'

/** @param refused  the code of the problem that was answered */
export const whoAsked = (
  caller: Caller | undefined,
  refused?: string,
): Pick<AccessLine, 'caller' | 'user' | 'organisation' | 'refused' | 'security'> => ({
  caller: caller?.kind ?? 'anonymous',
  user: caller?.kind === 'user' ? caller.userId : undefined,
  organisation: caller && actingOrganisation(caller),
  refused,
  security: refused === undefined ? undefined : securityEventOf(refused),
})
