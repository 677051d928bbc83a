/** What is otherwise between two descriptions of an API, and which of it breaks a client of the first. Pure. */
import { isObject, type Json } from '../shapes/json-paths.ts'
import { gapsBetween, type Described, type Gap, type GapKind } from './cover-schema.ts'

export type Difference = {
  /** `GET /v1/orders/{orderId}`. */
  readonly operation: string
  /** `reply /lines[]/unitPrice`; empty for the operation itself. */
  readonly where: string
  readonly what: string
  /** True where a client that was made for the first would not do with the second. */
  readonly breaks: boolean
}

/** As OpenAPI writes it. */
export type ApiDescription = { readonly paths: Json; readonly components?: unknown }

type Operation = { readonly schemas: Json; readonly operation: Json }
type Side = 'request' | 'reply'

/** Everything that is otherwise, in the order of the first description, what is new last. */
export function compareApis(before: ApiDescription, after: ApiDescription): readonly Difference[] {
  const [given, kept] = [operationsOf(before), operationsOf(after)]
  const areOther = otherSchemas(before, after)
  const differences: Difference[] = []
  for (const [name, operation] of given) {
    const now = kept.get(name)
    // Most of an API stays as it is, and is not looked into.
    if (now && isSame(operation.operation, now.operation, areOther)) continue
    const found = now ? compareOperations(operation, now) : [{ where: '', what: 'is gone', breaks: true }]
    differences.push(...found.map((difference) => ({ operation: name, ...difference })))
  }
  for (const name of kept.keys())
    if (!given.has(name)) differences.push({ operation: name, where: '', what: 'is new', breaks: false })
  return differences
}

const schemasOf = ({ components }: ApiDescription): Json =>
  isObject(components) && isObject(components['schemas']) ? components['schemas'] : {}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name)

/** By name: those that are otherwise, or refer to one that is. */
function otherSchemas(before: ApiDescription, after: ApiDescription): ReadonlySet<string> {
  const [given, now] = [schemasOf(before), schemasOf(after)]
  const texts = Object.entries(given).map(([name, schema]) => [name, JSON.stringify(schema)] as const)
  const others = new Set(texts.filter(([name, text]) => JSON.stringify(now[name]) !== text).map(([name]) => name))
  for (let known = -1; known < others.size;) {
    known = others.size
    for (const [name, text] of texts) if (namesIn(text).some((used) => others.has(used))) others.add(name)
  }
  return others
}

function isSame(before: Json, after: Json, areOther: ReadonlySet<string>): boolean {
  const text = JSON.stringify(before)
  return text === JSON.stringify(after) && !namesIn(text).some((name) => areOther.has(name))
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

function operationsOf(api: ApiDescription): ReadonlyMap<string, Operation> {
  const schemas = schemasOf(api)
  const found = new Map<string, Operation>()
  for (const [path, item] of Object.entries(api.paths))
    for (const method of methods) {
      const operation = isObject(item) ? item[method] : undefined
      if (isObject(operation)) found.set(`${method.toUpperCase()} ${path}`, { schemas, operation })
    }
  return found
}

type Found = Omit<Difference, 'operation'>

const compareOperations = (before: Operation, after: Operation): readonly Found[] => [
  ...ofOperation(before.operation, after.operation),
  ...ofParameters(before, after),
  ...ofBodies(before, after),
  ...ofReplies(before, after),
]

function ofOperation(before: Json, after: Json): readonly Found[] {
  const found: Found[] = []
  if (before['operationId'] !== after['operationId'])
    found.push({ where: '', what: `is called ${String(after['operationId'])}`, breaks: true })
  if (!before['deprecated'] && after['deprecated']) found.push({ where: '', what: 'is deprecated', breaks: false })
  const [open, isOpen] = [isPublic(before), isPublic(after)]
  if (open !== isOpen)
    found.push({ where: '', what: isOpen ? 'is for everybody' : 'is for who signed in', breaks: open })
  return found
}

const isPublic = ({ security }: Json): boolean => Array.isArray(security) && security.length === 0

type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: unknown }

function ofParameters(before: Operation, after: Operation): readonly Found[] {
  const [given, taken] = [parametersOf(before), parametersOf(after)]
  const found: Found[] = []
  for (const [where, parameter] of given) {
    const now = taken.get(where)
    if (!now) found.push({ where, what: 'is no longer taken', breaks: true })
    else {
      if (now.required && !parameter.required) found.push({ where, what: 'must be sent', breaks: true })
      if (!now.required && parameter.required) found.push({ where, what: 'may be left out', breaks: false })
      found.push(...ofSchemas(described(before, parameter.schema), described(after, now.schema), 'request', where))
    }
  }
  for (const [where, { required }] of taken)
    if (!given.has(where))
      found.push({ where, what: required ? 'must be sent' : 'may be sent', breaks: required === true })
  return found
}

const parametersOf = ({ operation }: Operation): ReadonlyMap<string, Parameter> =>
  new Map(((operation['parameters'] ?? []) as readonly Parameter[]).map((each) => [`${each.in} ${each.name}`, each]))

const described = ({ schemas }: Operation, schema: unknown): Described => ({ schema, schemas })

function ofBodies(before: Operation, after: Operation): readonly Found[] {
  const [given, taken] = [before.operation['requestBody'], after.operation['requestBody']]
  if (!isObject(given) && !isObject(taken)) return []
  if (!isObject(given)) {
    const mayBeLeftOut = isObject(taken) && taken['required'] === false
    return [{ where: 'body', what: mayBeLeftOut ? 'may be sent' : 'must be sent', breaks: !mayBeLeftOut }]
  }
  if (!isObject(taken)) return [{ where: 'body', what: 'is no longer taken', breaks: true }]
  return ofContents(before, given, after, taken, 'request', 'body')
}

function ofReplies(before: Operation, after: Operation): readonly Found[] {
  const [given, now] = [successesOf(before), successesOf(after)]
  const found: Found[] = []
  if (isRawReplyDescribed(before, after)) {
    given.delete('204')
    now.delete('200')
    found.push({ where: 'status 200', what: 'is described, instead of a 204 that was never answered', breaks: false })
  }
  for (const [status, reply] of given) {
    const same = now.get(status)
    if (!same) found.push({ where: `status ${status}`, what: 'is no longer answered', breaks: true })
    else {
      found.push(...ofContents(before, reply, after, same, 'reply', 'reply'))
      for (const name of Object.keys((reply['headers'] ?? {}) as Json))
        if (!isObject(same['headers']) || !(name in same['headers']))
          found.push({ where: `header ${name}`, what: 'is no longer answered', breaks: true })
    }
  }
  for (const status of now.keys())
    if (!given.has(status)) found.push({ where: `status ${status}`, what: 'may be answered', breaks: status < '300' })
  return found
}

/** A reading always answers something. Once, what is no JSON was described as nothing at all: the words change, not the reply. */
const isRawReplyDescribed = (before: Operation, after: Operation): boolean => {
  const content = successesOf(after).get('200')?.['content']
  const isReading = !isObject(before.operation['requestBody']) && successesOf(before).has('304')
  return isReading && successesOf(before).has('204') && isObject(content) && !('application/json' in content)
}

const successesOf = ({ operation }: Operation): Map<string, Json> =>
  new Map(Object.entries((operation['responses'] ?? {}) as Record<string, Json>).filter(([status]) => status < '400'))

function ofContents(
  before: Operation,
  given: Json,
  after: Operation,
  now: Json,
  side: Side,
  where: string,
): readonly Found[] {
  const [types, others] = [contentOf(given), contentOf(now)]
  const gone = side === 'request' ? 'is no longer taken' : 'is no longer answered'
  const found: Found[] = []
  for (const [type, { schema }] of Object.entries(types)) {
    const other = others[type]
    if (!other) found.push({ where: `${where} as ${type}`, what: gone, breaks: true })
    else found.push(...ofSchemas(described(before, schema), described(after, other.schema), side, where))
  }
  for (const type of Object.keys(others))
    if (!types[type]) found.push({ where: `${where} as ${type}`, what: 'is new', breaks: false })
  return found
}

const contentOf = ({ content }: Json): Readonly<Record<string, { readonly schema?: unknown }>> =>
  (content ?? {}) as Readonly<Record<string, { readonly schema?: unknown }>>

type Meaning = { readonly says: (gap: Gap) => string; readonly breaks: boolean }

/** What a gap means to a client: `onwards` is from what was to what is, `back` the other way. */
const meaningOf: Readonly<Record<Side, Readonly<Record<'onwards' | 'back', Readonly<Record<GapKind, Meaning>>>>>> = {
  request: {
    onwards: {
      missing: { says: () => 'must be sent', breaks: true },
      unknown: { says: () => 'is no longer taken', breaks: true },
      value: { says: ({ says }) => `no longer takes ${says}`, breaks: true },
    },
    back: {
      missing: { says: () => 'may be left out', breaks: false },
      unknown: { says: () => 'may be sent', breaks: false },
      value: { says: ({ says }) => `takes ${says}`, breaks: false },
    },
  },
  reply: {
    onwards: {
      missing: { says: () => 'is always answered', breaks: false },
      unknown: { says: () => 'is no longer answered', breaks: true },
      value: { says: ({ says }) => `is no longer ${says}`, breaks: false },
    },
    back: {
      missing: { says: () => 'may be absent', breaks: true },
      unknown: { says: () => 'is answered as well', breaks: false },
      value: { says: ({ says }) => `may be ${says}`, breaks: true },
    },
  },
}

function ofSchemas(before: Described, after: Described, side: Side, where: string): readonly Found[] {
  const mean = (gaps: readonly Gap[], direction: 'onwards' | 'back'): Found[] =>
    gaps.map((gap) => {
      const { says, breaks } = meaningOf[side][direction][gap.kind]
      return { where: gap.at === '' ? where : `${where} ${gap.at}`, what: says(gap), breaks }
    })
  const [onwards, back] = [gapsBetween(before, after), gapsBetween(after, before)]
  // Of a field that is new or gone nobody wants to hear that it is always there, or may be absent.
  const known = new Set(
    side === 'request' ? [] : [...onwards, ...back].flatMap(({ kind, at }) => (kind === 'unknown' ? [at] : [])),
  )
  const told = (gaps: readonly Gap[]): readonly Gap[] =>
    gaps.filter(({ kind, at }) => kind !== 'missing' || !known.has(at))
  const all = [...mean(told(onwards), 'onwards'), ...mean(told(back), 'back')]
  const broken = new Set(all.filter(({ breaks }) => breaks).map((found) => found.where))
  // Of what breaks, nobody wants to hear in which way it does not.
  return all.filter((found) => found.breaks || !broken.has(found.where))
}
