/** How much one caller may ask for: of the route's class, by user or key, by organisation, by address where nobody is known or somebody signs in. */
import type { Admission, Rate, RateLimit } from '../../infrastructure/rate-limit/rate-limit.ts'
import { actingOrganisation, type Anonymous, type Caller } from '../../kernel/caller.ts'
import { placeOf } from '../../kernel/place-of-address.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { Route } from '../route.ts'

/** What a request costs us, and so how often it may be made. */
export const routeClasses = ['read', 'search', 'write', 'heavy', 'import', 'connection', 'sign-in'] as const
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
type Policy = {
  readonly name: string
  readonly rate: Rate
  readonly text: string
  /** What is left, as `RateLimit` begins to say it. */
  readonly left: string
}
/** Whose bucket is asked, under which policy. */
type Bucket = { readonly policy: Policy; readonly key: string }

const isExact = (of: RouteClass): boolean => of !== 'read' && of !== 'search'

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
    if (caller.kind === 'anonymous') return [ofAddress(of, address)]
    let buckets = known.get(caller)
    if (!buckets) known.set(caller, (buckets = {}))
    const own = (buckets[of] ??= bucketsOfCaller(of, caller))
    // Who guesses at other accounts may well have one of their own: the place is counted whoever asks from it.
    return of === 'sign-in' && caller.kind !== 'operator' ? [ofAddress(of, address), ...own] : own
  }
  const ofAddress = (of: RouteClass, address: string): Bucket => bucketOf(of, 'address', placeOf(address))
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
  const limitFor = (of: RouteClass): RateLimit => (isExact(of) ? exact : quick)
  return {
    admit(of, caller, address) {
      const buckets = bucketsOf(of, caller, address)
      if (buckets.length === 0) return undefined
      return askAllNow(limitFor(of), buckets) ?? askAll(limitFor(of), buckets)
    },
    admitReading(caller, address) {
      const verdict = askAllNow(quick, bucketsOf('read', caller, address))
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
      left: `"${of}-${subject}";r=`,
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

/** One after the other: who is refused by his own bucket takes nothing from his organisation's. Undefined where somebody has to be asked. */
function askAllNow(limit: RateLimit, buckets: readonly Bucket[]): Verdict | undefined {
  let least: Admission | undefined
  let policy: Policy | undefined
  for (const bucket of buckets) {
    const admission = limit.admitNow(bucket.key, bucket.policy.rate)
    if (admission === undefined) return undefined
    if (!admission.admitted) return verdictOf(bucket.policy, admission)
    if (least && least.remaining <= admission.remaining) continue
    least = admission
    policy = bucket.policy
  }
  return least && policy && verdictOf(policy, least)
}

/** The same of whoever has to be asked. There is one bucket at least. */
async function askAll(limit: RateLimit, buckets: readonly Bucket[]): Promise<Verdict> {
  const admissions = await limit.admitAll(buckets.map(({ key, policy: { rate } }) => ({ key, rate })))
  const refused = admissions.findIndex(({ admitted }) => !admitted)
  const least = (of: number, at: number): number => (admissions[at]!.remaining < admissions[of]!.remaining ? at : of)
  const at = refused >= 0 ? refused : [...admissions.keys()].reduce(least)
  return verdictOf(buckets[at]!.policy, admissions[at]!)
}

function verdictOf(policy: Policy, admission: Admission): Verdict {
  const waitMs = admission.admitted ? admission.resetMs : admission.retryMs
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  const headers = {
    ratelimit: `${policy.left}${admission.remaining};t=${seconds}`,
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
