/** How much one caller may ask for: of the route's class, by user or key, by organisation, by address where nobody is known. */
import type { Admission, Rate, RateLimit } from '../infrastructure/rate-limit/rate-limit.ts'
import { actingOrganisation, type Anonymous, type Caller } from '../kernel/caller.ts'
import { placeOf } from '../kernel/place-of-address.ts'
import { Rejected } from '../kernel/rejection.ts'
import type { Route } from './route.ts'

/** What a request costs us, and so how often it may be made. */
export const routeClasses = ['read', 'search', 'write', 'heavy', 'import', 'sign-in'] as const
export type RouteClass = (typeof routeClasses)[number]

/** So many at once by who has rested; as many again in so many seconds. */
export type Quota = { readonly count: number; readonly seconds: number }

export type LimitsNeeds = {
  readonly quotas: Readonly<Record<RouteClass, Quota>>
  /** An organisation may ask for so many times what one of its users may. */
  readonly organisationTimes: number
  /** Counts exactly over all processes, and is asked for each request: for whatever changes something, and for guesses. */
  readonly exact: RateLimit
  /** For readings: answers mostly from memory. */
  readonly quick: RateLimit
}

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10): of the bucket with the least left. */
export type LimitHeaders = { readonly ratelimit: string; readonly 'ratelimit-policy': string }

export type Verdict = { readonly headers: LimitHeaders; readonly refusal?: Rejected }

export type Limits = {
  readonly admit: (of: RouteClass, caller: Caller, address: string) => Verdict | Promise<Verdict> | undefined
  /** Of a reading, at once; undefined where somebody has to be asked, or the caller is refused: `admit` then says so. */
  readonly admitReading: (caller: Caller, address: string) => LimitHeaders | undefined
}

type Subject = 'user' | 'key' | 'address' | 'organisation'
type Policy = { readonly name: string; readonly rate: Rate; readonly text: string }
/** Whose bucket is asked, under which policy. */
type Bucket = { readonly policy: Policy; readonly key: string }

export const isExact = (of: RouteClass): boolean => of !== 'read' && of !== 'search'

/** Whoever signs in, registers or redeems a token is a stranger who writes. */
export const classOf = ({ method, access, streamsBody, limit }: Route): RouteClass => {
  if (limit !== undefined) return limit
  if (streamsBody) return 'import'
  if (method === 'GET') return 'read'
  return access.kind === 'public' ? 'sign-in' : 'write'
}

/** More than any process answers. */
const mostPerSecond = 1_000_000

export function createLimits({ quotas, organisationTimes, exact, quick }: LimitsNeeds): Limits {
  const policies = policiesOf(quotas, organisationTimes)
  /** A caller who is known comes as the same value each time: what his buckets are called is put together once. */
  const known = new WeakMap<Caller, Partial<Record<RouteClass, readonly Bucket[]>>>()
  const bucketsOf = (of: RouteClass, caller: Caller, address: string): readonly Bucket[] => {
    if (caller.kind === 'anonymous') return [bucketOf(of, 'address', placeOf(address))]
    let buckets = known.get(caller)
    if (!buckets) known.set(caller, (buckets = {}))
    return (buckets[of] ??= bucketsOfCaller(of, caller))
  }
  const bucketOf = (of: RouteClass, subject: Subject, id: string): Bucket => ({
    policy: policies.get(of)![subject],
    key: `${of} ${id}`,
  })
  const bucketsOfCaller = (of: RouteClass, caller: Exclude<Caller, Anonymous>): readonly Bucket[] => {
    switch (caller.kind) {
      case 'staff':
        return [bucketOf(of, 'user', caller.staffId)]
      case 'operator':
        return []
      case 'user':
      case 'api-key': {
        const own = caller.kind === 'user' ? bucketOf(of, 'user', caller.userId) : bucketOf(of, 'key', caller.keyId)
        const organisation = actingOrganisation(caller)
        return organisation === undefined ? [own] : [own, bucketOf(of, 'organisation', organisation)]
      }
    }
  }
  const readingNow = (of: RouteClass, buckets: readonly Bucket[]): Verdict | undefined => {
    if (isExact(of)) return undefined
    let least: Answered | undefined
    for (const bucket of buckets) {
      const admission = quick.admitNow(bucket.key, bucket.policy.rate)
      if (admission === undefined) return undefined
      const answered = { bucket, admission }
      if (!admission.admitted) return verdictOf(answered)
      least = nearer(least, answered)
    }
    return least && verdictOf(least)
  }
  return {
    admit(of, caller, address) {
      const buckets = bucketsOf(of, caller, address)
      if (buckets.length === 0) return undefined
      return readingNow(of, buckets) ?? askAll(isExact(of) ? exact : quick, buckets)
    },
    admitReading(caller, address) {
      const verdict = readingNow('read', bucketsOf('read', caller, address))
      return verdict?.refusal ? undefined : verdict?.headers
    },
  }
}

/** By class and subject. */
function policiesOf(quotas: LimitsNeeds['quotas'], organisationTimes: number) {
  const policies = new Map<RouteClass, Readonly<Record<Subject, Policy>>>()
  for (const of of routeClasses) {
    const { count, seconds } = quotas[of]
    const policy = (subject: Subject, times = 1): Policy => ({
      name: `${of}-${subject}`,
      rate: { burst: count * times, perSecond: Math.min(mostPerSecond, (count * times) / seconds) },
      text: `"${of}-${subject}";q=${count * times};w=${seconds}`,
    })
    policies.set(of, {
      user: policy('user'),
      key: policy('key'),
      address: policy('address'),
      organisation: policy('organisation', organisationTimes),
    })
  }
  return policies
}

type Answered = { readonly bucket: Bucket; readonly admission: Admission }

const nearer = (one: Answered | undefined, other: Answered): Answered =>
  one && one.admission.remaining <= other.admission.remaining ? one : other

/** One after the other: who is refused by his own bucket takes nothing from his organisation's. */
async function askAll(limit: RateLimit, buckets: readonly Bucket[]): Promise<Verdict> {
  let least: Answered | undefined
  for (const bucket of buckets) {
    const answered = { bucket, admission: await limit.admit(bucket.key, bucket.policy.rate) }
    if (!answered.admission.admitted) return verdictOf(answered)
    least = nearer(least, answered)
  }
  return verdictOf(least!)
}

function verdictOf({ bucket: { policy }, admission }: Answered): Verdict {
  const waitMs = admission.admitted ? admission.resetMs : admission.retryMs
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  const headers = {
    ratelimit: `"${policy.name}";r=${admission.remaining};t=${seconds}`,
    'ratelimit-policy': policy.text,
  }
  return admission.admitted ? { headers } : { headers, refusal: new Rejected(exceeded(policy, seconds)) }
}

const exceeded = ({ name, text }: Policy, retryAfterSeconds: number) =>
  ({
    kind: 'too-many',
    code: 'gateway/quota-exceeded',
    detail: `The quota ${name} is used up (${text}). Wait ${retryAfterSeconds} s.`,
    facts: { retryAfterSeconds, policy: name },
  }) as const
