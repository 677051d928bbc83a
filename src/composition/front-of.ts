/** The front door as the configuration wants it: every limit by its setting, whatever counts beneath. */
import type { Config } from '../config/settings.ts'
import { openFront, type Front } from '../gateway/front/front.ts'
import { createLimits } from '../gateway/front/limits.ts'
import type { RateLimit } from '../infrastructure/rate-limit/rate-limit.ts'

export type FrontNeeds = { readonly config: Config; readonly rateLimit: RateLimit; readonly quickRateLimit: RateLimit }

export const frontOf = ({ config, rateLimit: exact, quickRateLimit: quick }: FrontNeeds): Front =>
  openFront({
    ...config,
    limits: createLimits({
      exact,
      quick,
      organisationTimes: config.limitOrganisationTimes,
      quotas: {
        read: config.limitRead,
        search: config.limitSearch,
        write: config.limitWrite,
        heavy: config.limitHeavy,
        import: config.limitImport,
        connection: config.limitConnection,
        'sign-in': config.limitSignIn,
      },
    }),
  })
