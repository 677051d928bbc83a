/** What GraphQL asks for besides readings is counted each by itself, however many a request names; it is a reading itself. */
import type { Caller } from '../../../kernel/caller.ts'
import { classOf, type Limits, type Verdict } from '../../front/limits.ts'
import type { Route } from '../../route.ts'

/** Rejects where the quota of a route's class is used up. */
export type CountRoute = (route: Route) => Promise<void> | undefined

export const countRoutes =
  (limits: Limits, caller: Caller, address: string): CountRoute =>
  (route) => {
    const routeClass = classOf(route)
    if (routeClass === 'read') return undefined
    const verdict = limits.admit(routeClass, caller, address)
    if (verdict instanceof Promise) return verdict.then(heed)
    heed(verdict)
    return undefined
  }

/** Throws what a verdict refuses with. */
export function heed(verdict: Verdict | undefined): void {
  if (verdict?.refusal) throw verdict.refusal
}
