/** The services of the exchange, joined over ports: the same on every composition. */
import { createGateway } from '../gateway/create-gateway.ts'
import { createCursors } from '../gateway/cursor.ts'
import { gatewayProblems, type ProblemCatalogue } from '../gateway/docs/problem-pages.ts'
import type { Route } from '../gateway/route.ts'
import type { AnyAggregate } from '../infrastructure/store/aggregate.ts'
import { container } from '../kernel/container.ts'
import { authAggregates, authModule, authProblems } from '../services/auth/index.ts'
import { organisationAggregates, organisationModule, organisationProblems } from '../services/organisation/index.ts'
import { productAggregates, productModule, productProblems } from '../services/product/index.ts'
import type { Ports } from './ports.ts'

/** Every kind of stream there is: what the projector folds and `rebuild` rebuilds. */
export const aggregates: readonly AnyAggregate[] = [...authAggregates, ...organisationAggregates, ...productAggregates]

/** What the API's description calls itself. */
const apiVersion = '1.0.0'

/** The page of every code a client may meet. */
const problems: ProblemCatalogue = {
  ...gatewayProblems,
  ...authProblems,
  ...organisationProblems,
  ...productProblems,
}

/** Whether the process takes traffic; `main` turns it. */
export type Lifecycle = { started: boolean; draining: boolean }

export const exchange = container<Ports>()
  .use(organisationModule)
  .use(authModule)
  .use(productModule)
  .singleton('lifecycle', [], (): Lifecycle => ({ started: false, draining: false }))
  .singleton('routes', ['authRoutes', 'organisationRoutes', 'productRoutes'], (routes): readonly Route[] =>
    Object.values(routes).flat(),
  )
  .singleton('cursors', ['secrets'], ({ secrets }) => createCursors(secrets.cursor))
  .singleton('forgetCredentials', ['commitNotices', 'credentialsChanged'], ({ commitNotices, credentialsChanged }) =>
    commitNotices.subscribe(credentialsChanged),
  )
  .singleton(
    'gateway',
    ['routes', 'authenticate', 'cursors', 'clock', 'log', 'newId', 'lifecycle'],
    ({ clock, newId, lifecycle, ...needs }) =>
      createGateway({
        ...needs,
        now: clock.now,
        problems,
        version: apiVersion,
        health: { started: () => lifecycle.started, draining: () => lifecycle.draining },
        processId: newId('req').slice(4, 24),
      }),
  )
