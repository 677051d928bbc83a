/** Writes docs/front-door.md: what a request passes before its route, in order, and what who is refused there can do. */
import { problems } from '../src/composition/service-catalogue.ts'

type Step = {
  readonly what: string
  readonly says: string
  readonly where: string
  readonly refusals?: readonly (readonly [status: number, code: string])[]
}

const steps: readonly Step[] = [
  {
    what: 'HTTP',
    says: 'headers of at most 16 KiB within 30 s, well-formed to the letter. Where they are not, the connection ends: nobody knows where its next request would begin',
    where: 'connections/open-server.ts',
    refusals: [
      [400, 'gateway/malformed-request'],
      [408, 'gateway/request-timeout'],
      [431, 'gateway/headers-too-large'],
    ],
  },
  {
    what: 'filters',
    says: 'method, path, address, headers, host. Refused, and the connection ends, since what follows on it may be the rest of a trick',
    where: 'front/filter-requests.ts',
    refusals: [
      [405, 'gateway/method-not-allowed'],
      [414, 'gateway/url-too-long'],
      [400, 'gateway/malformed-path'],
      [431, 'gateway/headers-too-large'],
      [400, 'gateway/repeated-header'],
      [421, 'gateway/unknown-host'],
    ],
  },
  {
    what: 'kept replies',
    says: 'a caller who is known, has something left of `read`, and asks for what memory holds for him is answered here',
    where: 'answer/answer-kept.ts',
  },
  {
    what: 'name and headers',
    says: 'the request’s id, and what tells browsers to run and show nothing of a reply',
    where: 'front/security-headers.ts',
  },
  {
    what: 'origin',
    says: 'pages of `FX_ORIGINS` may read what they are answered; a page of any other origin neither writes nor connects',
    where: 'front/origins.ts',
    refusals: [[403, 'gateway/unknown-origin']],
  },
  {
    what: '`FX-As-Of`',
    says: 'waited for, so that a client reads what it wrote; strangers are counted before they wait, and of one address a hundred wait',
    where: 'request/as-of.ts',
    refusals: [
      [400, 'gateway/as-of-malformed'],
      [503, 'gateway/as-of-not-reached'],
    ],
  },
  {
    what: 'caller',
    says: 'who is asking, and for which organisation',
    where: 'request/request-context.ts',
    refusals: [
      [401, 'auth/invalid-token'],
      [400, 'auth/organisation-malformed'],
      [403, 'auth/not-a-member'],
    ],
  },
  {
    what: 'limits',
    says: 'by user or key and by organisation; strangers, who came with a bad token, and whoever signs in, by address',
    where: 'front/limits.ts',
    refusals: [[429, 'gateway/quota-exceeded']],
  },
  {
    what: 'access',
    says: 'whether the route lets in such callers at all',
    where: 'request/request-context.ts',
    refusals: [
      [401, 'gateway/not-signed-in'],
      [403, 'gateway/not-allowed'],
      [403, 'gateway/no-organisation'],
    ],
  },
  {
    what: 'version',
    says: 'what /v2 has otherwise is deprecated in /v1: every reply says so, it is counted who asks, and from its day on it is gone',
    where: 'versions/deprecation.ts',
    refusals: [[410, 'gateway/version-ended']],
  },
  {
    what: 'body',
    says: 'its type and size, that it comes in time, and that it is JSON which poisons nothing',
    where: 'request/parse-json.ts',
    refusals: [
      [415, 'gateway/unsupported-media-type'],
      [413, 'gateway/body-too-large'],
      [400, 'gateway/malformed-body'],
    ],
  },
  {
    what: 'schemas',
    says: 'path, query and body against the route’s own',
    where: 'request/take-request.ts',
    refusals: [
      [400, 'gateway/invalid-path'],
      [400, 'gateway/invalid-query'],
      [422, 'gateway/invalid-body'],
      [400, 'gateway/body-unexpected'],
    ],
  },
  {
    what: 'guards',
    says: '`If-Match`, `Idempotency-Key`, cursors',
    where: 'request/take-request.ts',
    refusals: [
      [428, 'gateway/if-match-missing'],
      [400, 'gateway/if-match-malformed'],
      [400, 'idempotency/key-missing'],
      [400, 'idempotency/key-malformed'],
      [400, 'gateway/invalid-cursor'],
    ],
  },
]

const picture = `\`\`\`mermaid
flowchart LR
  request([request]) --> ${steps.map(({ what }, at) => `s${at}["${what.replaceAll('`', '')}"]`).join(' --> ')} --> route([route])
  s2 -. known, kept, counted .-> reply([reply])
\`\`\``

const row = ({ what, says, where, refusals = [] }: Step, at: number): string => {
  const codes = refusals.map(([status, code]) => `${status} [\`${code}\`](#${anchor(code)})`)
  return `| ${at + 1} | [${what}](../src/gateway/${where}) | ${says} | ${codes.join('<br>')} |`
}

const anchor = (code: string): string => code.replace('/', '')

const remedy = ([status, code]: readonly [number, string]): string => {
  const page = problems[code]
  if (!page) throw new Error(`${code} has no page.`)
  return `### \`${code}\`\n\n${status}, ${page.title}. ${page.remedy}`
}

export const frontDoorPage = (): string => `# The front door

Made from \`scripts/front-door-page.ts\` and the pages at \`/problems\` by \`npm run docs\`. Do not edit.

What every request passes before its route hears of it, in this order. [Decision 27](decisions/0027-limits.md) says why so, [configuration.md](configuration.md) lists what can be set (\`FX_LIMIT_…\`, \`FX_HOSTS\`, \`FX_ORIGINS\`, \`FX_TRUSTED_PROXIES\`, \`FX_BEHIND_TLS\`), [attacks.md](attacks.md) what attacks get.

${picture}

| | what | says | refused with |
| --- | --- | --- | --- |
${steps.map(row).join('\n')}

The same filters, origins, callers and limits stand before \`/ws\`, where a connection counts as \`connection\`, as does a stream of events at \`/v1/events\`. \`/graphql\` comes through as a reading, and each of its operations that is more than that is counted by itself. Pages, staff pages and paths at which there is nothing are readings. Health checks are filtered and not counted. Where \`FX_TLS_PEERS\` is set, a certificate of who is listed comes before all of it ([production.md](production.md#encryption-and-certificates)).

## Held against its own description

\`npm run test:contract\` has Schemathesis make requests out of \`/openapi.json\` and \`/v2/openapi.json\`, 277 operations each, of which four that end their own session are left out: as they are described, and otherwise (types, bounds, missing and surplus fields, headers, methods). A demo market answers a supplier, a buyer and platform staff, each of whom acts for one organisation. An answer of 500, or one that the description does not know, is a failure. 503 is one, too, but for analytics, whose engine is no part of what is installed.

With every bound of every field (some 105 cases an operation) /v2 was asked as a supplier: 29,011 cases with seed 7, eight of which failed, with nine failures. Four were paths under the name of another's id, which refused a method as if they were that id; two an empty \`FX-Organisation\`, taken for none; one an export described by 204; these are mended, each with a test. Two were the judge's: 428 for a missing \`If-Match\`, and 414 for parameters that are too long only together. In that run the supplier registered a second company and was refused much from then on, since it did not say which one it meant; callers say so now. \`--quick\` makes cases by chance alone.

Since then: both versions by all three callers, \`--quick --cases 1100 --seed 22\`: 1,326 passed, 0 failed; every bound of /v2 as staff, \`--version v2 --as staff --cases 50 --seed 23\`: 3,389 passed, 0 failed. Every bound as supplier and buyer was not run again.

## Who is refused, and what to do

Every refusal is a problem (RFC 9457) whose \`type\` leads to a page of the exchange with the same words.

${[...new Map(steps.flatMap(({ refusals = [] }) => refusals.map((one) => [one[1], one] as const))).values()].map(remedy).join('\n\n')}
`
