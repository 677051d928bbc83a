/** The REST face of who still uses what is deprecated: everybody's for staff, one's own for an organisation. */
import { Type } from 'typebox'
import { actingOrganisation } from '../../kernel/caller.ts'
import { listRoute, type Route } from '../route.ts'
import type { KeptDeprecatedUses } from './keep-deprecated-uses.ts'
import { firstVersionDates } from './second/second-version.ts'

const Instant = (description: string) => Type.String({ format: 'date-time', description })

const DeprecatedUseBody = Type.Object(
  {
    route: Type.String({ description: 'As `GET /v1/orders/{orderId}`.' }),
    client: Type.String({
      description:
        'An API key’s id; else what the client calls itself in `FX-Client` or `User-Agent`; `others` where too many do.',
    }),
    organisationId: Type.Optional(
      Type.String({ pattern: '^org_[0-9a-f]{32}$', description: 'Whom it acted for; absent for strangers and staff.' }),
    ),
    count: Type.Integer({ minimum: 1 }),
    firstAt: Instant('The first time that is known of.'),
    lastAt: Instant('The last time.'),
    deprecatedAt: Instant('Since when the route is deprecated.'),
    sunsetAt: Instant('From when it is answered with 410.'),
    successor: Type.String({ description: 'What to use instead.' }),
  },
  { title: 'DeprecatedUse' },
)

export const deprecatedUseRoutes = (uses: Pick<KeptDeprecatedUses, 'list'>): Route[] => [
  listRoute({
    path: '/v1/deprecated-uses',
    operationId: 'listDeprecatedUses',
    tag: 'Operations',
    summary: 'List who uses routes that are deprecated, and how often',
    description:
      'Your organisation’s own; everybody’s for platform staff. Added up over all processes and kept when they restart; what other processes have counted is there within some seconds. Beyond 4,096 uses those of the last ninety days are kept, and others counted by route alone. The log says once a day who uses what. The last used first.',
    access: { kind: 'member-or-staff' },
    reply: DeprecatedUseBody,
    async handle({ caller, page: { limit, after = '0' } }) {
      const own = actingOrganisation(caller)
      const all = await uses.list(own)
      const begin = Number(after)
      const items = all.slice(begin, begin + limit).map(({ organisationId, ...use }) => ({
        ...use,
        ...(organisationId !== undefined && { organisationId }),
        deprecatedAt: firstVersionDates.deprecated,
        sunsetAt: firstVersionDates.sunset,
        successor: use.route.replace('/v1/', '/v2/'),
      }))
      return { items, ...(begin + limit < all.length && { next: String(begin + limit) }), total: all.length }
    },
  }),
]
