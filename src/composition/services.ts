/** The services of the exchange, joined over ports: the same on every composition. */
import { createGateway } from '../gateway/create-gateway.ts'
import { createCursors } from '../gateway/cursor.ts'
import { gatewayProblems, type ProblemCatalogue } from '../gateway/docs/problem-pages.ts'
import type { Route } from '../gateway/route.ts'
import type { AnyAggregate } from '../infrastructure/store/aggregate.ts'
import { container } from '../kernel/container.ts'
import { organisationAggregates, organisationModule } from '../services/organisation/index.ts'
import type { Ports } from './ports.ts'

/** Every kind of stream there is: what the projector folds and `rebuild` rebuilds. */
export const aggregates: readonly AnyAggregate[] = [...organisationAggregates]

/** What the API's description calls itself. */
const apiVersion = '1.0.0'

/** The page of every code a client may meet. */
const problems: ProblemCatalogue = { ...gatewayProblems }

/** Whether the process takes traffic; `main` turns it. */
export type Lifecycle = { started: boolean; draining: boolean }

export const exchange = container<Ports>()
  .use(organisationModule)
  .singleton('lifecycle', [], (): Lifecycle => ({ started: false, draining: false }))
  .singleton('routes', ['organisationRoutes'], ({ organisationRoutes }): readonly Route[] => [...organisationRoutes])
  .singleton(
    'gateway',
    ['routes', 'clock', 'log', 'secrets', 'newId', 'lifecycle'],
    ({ routes, clock, log, secrets, newId, lifecycle }) =>
      createGateway({
        routes,
        authenticate: () => ({ kind: 'anonymous' }),
        cursors: createCursors(secrets.cursor),
        now: clock.now,
        log,
        problems,
        version: apiVersion,
        health: { started: () => lifecycle.started, draining: () => lifecycle.draining },
        processId: newId('req').slice(4, 24),
      }),
    { dispose: (gateway) => gateway.close() },
  )
