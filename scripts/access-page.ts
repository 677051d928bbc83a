/**
 * Writes docs/access.md: every operation, the field of GraphQL that asks it, and who may. The roles are those that the
 * routes name; what the parties of a record may is what the walk of all operations saw (test/e2e/authorisation.test.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphqlFields } from '../src/composition/describe.ts'
import type { OpenApi } from '../src/gateway/docs/openapi.ts'
import { queryName } from '../src/gateway/graphql/operations/names.ts'
import { roles, type Access } from '../src/kernel/caller.ts'
import { root } from './tool.ts'

type Operation = { readonly operationId: string; readonly tags: readonly [string]; readonly 'x-access': Access }
type Row = Operation & { readonly method: string; readonly path: string; readonly field: string }

const parties = ['supplier', 'buyer', 'other', 'staff'] as const
type Seen = Readonly<Record<(typeof parties)[number], string>>

export function accessPage({
  first: api,
  fields,
}: {
  readonly first: OpenApi
  readonly fields: GraphqlFields
}): string {
  const seen = readSeen(readFileSync(join(root, 'test/e2e/access-seen.txt'), 'utf8'))
  const rows = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      field: fieldOf(operation.operationId, method === 'get' ? fields.queries : fields.mutations),
    })),
  )
  const sections = api.tags.map(({ name }) => {
    const own = rows.filter(({ tags: [tag] }) => tag === name)
    return `## ${String(name)}\n\n${head}\n${own.map((row) => lineOf(row, seen.get(row.operationId))).join('\n')}\n`
  })
  return `${intro}\n${sections.join('\n')}`
}

/** An operation whose noun another one has keeps its verb. Empty for what only REST has. */
const fieldOf = (operationId: string, names: ReadonlySet<string>): string =>
  [operationId, queryName(operationId)].find((name) => names.has(name)) ?? ''

const intro = `# Who may do what

Made by \`npm run docs\` from the routes and from what a walk of all of them is answered (\`test/e2e/authorisation.test.ts\`). Do not edit.

What is not let in by name is refused. The first question is whom the route takes at all: the roles it names, in which owners and admins always are, platform staff, the operator. Others get 403 before anything is looked up, and 401 who is not signed in. The second is whose record it is:

- **yes**: does it, or is told why not now.
- **no**: 403. Sees the record and this is not theirs to do, or is no member.
- *hidden*: 404, to the letter the same as for what does not exist.
- An empty cell: the operation names no record. It is about the caller's own organisation, or about the caller.

Records that two companies share are asked for by both; of those that a company has to itself, the walk takes the supplier's, and the buyer stands for a company it trades with. API keys are let in with their role, but for what only people may. What REST refuses is refused by the field of GraphQL in the same words, and a way from one record to another shows what the other shows by itself (\`test/e2e/graphql-access.test.ts\`); its subscriptions tell members alone, of what is their own organisation's.
`
const columns = [
  'operation',
  'GraphQL',
  'members',
  'supplier',
  'buyer',
  'another company',
  'staff',
  'operator',
  'not signed in',
]
const head = `| ${columns.join(' | ')} |\n| ${columns.map(() => '---').join(' | ')} |`

function lineOf({ method, path, operationId, field, 'x-access': access }: Row, seen: Seen | undefined): string {
  const cells = [
    `\`${method} ${path}\` ${operationId}`,
    field && `\`${field}\``,
    membersOf(access),
    ...parties.slice(0, 3).map((party) => cell(seen?.[party])),
    seen ? cell(seen.staff) : letIn(access, ['staff', 'member-or-staff', 'person', 'public']),
    letIn(access, ['operator', 'public']),
    access.kind === 'public' ? '**yes**' : '401',
  ]
  return `| ${cells.join(' | ')} |`
}

const cell = (seen: string | undefined): string =>
  seen === undefined ? '' : seen === 'yes' ? '**yes**' : seen === 'hidden' ? '*hidden*' : seen

const letIn = ({ kind }: Access, kinds: readonly Access['kind'][]): string => (kinds.includes(kind) ? '**yes**' : 'no')

function membersOf(access: Access): string {
  switch (access.kind) {
    case 'public':
      return 'anybody'
    case 'account':
    case 'person':
      return 'themselves'
    case 'staff':
    case 'operator':
      return 'no'
    case 'member':
    case 'member-or-staff':
      return access.roles === undefined ? 'all' : namesOf(access.roles)
  }
}

/** In the order in which roles are always named. */
const namesOf = (named: readonly string[]): string =>
  roles.filter((role) => role === 'owner' || role === 'admin' || named.includes(role)).join(', ')

const readSeen = (text: string): ReadonlyMap<string, Seen> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [operationId = '', ...cells] = line.split(' ')
        return [operationId, Object.fromEntries(parties.map((party, n) => [party, cells[n] ?? ''])) as Seen]
      }),
  )
