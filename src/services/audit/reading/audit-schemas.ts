/** What questions to the audit trail and their answers look like. */
import { Type } from 'typebox'
import { flawKinds, type FlawKind } from '../verification/trail-flaw.ts'

const Hash64 = (description: string) => Type.String({ description: `${description} base64url.` })
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const Sequence = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description })
const Nullable = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) => Type.Union([schema, Type.Null()])

export const trailQuery = {
  organisationId: Type.Optional(
    Type.String({
      pattern: '^[a-z][a-z0-9_]{0,63}$',
      description: 'For platform staff: whose trail; `exchange`, its own, unless said. Members read their own.',
    }),
  ),
}

export const EntriesQuery = Type.Object({
  ...trailQuery,
  from: Type.Optional(Type.String({ format: 'date-time', description: 'At this instant or later.' })),
  until: Type.Optional(Type.String({ format: 'date-time', description: 'Before this instant.' })),
  record: Type.Optional(
    Type.String({
      pattern: '^[a-z]+-.{1,200}$',
      description: 'One record alone, by its name in `changes`: `order-ord_…`.',
    }),
  ),
})

const Party = (kinds: readonly string[]) => Type.Object({ kind: Type.Enum([...kinds]), id: Type.String() })

export const EntryBody = Type.Object({
  sequence: Sequence('From 1 on, without a gap.'),
  commitId: Nullable(Type.String({ description: 'Null where the commit is in the log no more: see verification.' })),
  at: Nullable(Type.String({ format: 'date-time' })),
  actor: Type.Union([Party(['user', 'api-key', 'staff', 'system']), Type.Null()], { description: 'Who did it.' }),
  cause: Type.Union([Party(['request', 'event', 'job', 'command-line']), Type.Null()], {
    description: 'What led to it.',
  }),
  changes: Type.Array(
    Type.Object({
      record: Type.String({ description: 'The kind of record, a dash, and its id.' }),
      version: Type.Integer({ minimum: 1 }),
      events: Type.Array(Type.String()),
      reason: Nullable(
        Type.String({
          description: 'Why, in the words of who did it; null where none were given, or they are the other side’s own.',
        }),
      ),
      before: Nullable(
        Type.String({
          description:
            'Where the record is read as it was before; null for its first version, and for what is only listed.',
        }),
      ),
      after: Nullable(Type.String({ description: 'Where it is read as it was made.' })),
    }),
    { description: 'Of the records that the organisation takes part in.' },
  ),
  digest: Nullable(Type.String({ description: 'SHA-256 over all of the commit, base64url.' })),
  isGenuine: Type.Boolean({ description: 'Whether it bore the exchange’s seal when it was chained.' }),
  leaf: Hash64('The entry’s hash in chain and tree, as docs/audit.md computes it.'),
})

/** How long a verification works at most before it answers where to go on. */
export const verifySecondsMax = 15

export const VerificationBody = Type.Object({
  organisationId: Type.String(),
  isIntact: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Null where nothing was found yet, and there is more: go on with `next`.',
  }),
  size: Count('Entries that were compared with the log.'),
  total: Count('Entries of the trail.'),
  root: Hash64('Of the Merkle tree over them.'),
  chain: Hash64('The chain after the last of them.'),
  checkpoints: Type.Object({
    compared: Count('Signed checkpoints that were compared.'),
    signedSize: Count('How many entries the newest of them has.'),
  }),
  pending: Count('Commits that were met and are not chained yet.'),
  firstWrong: Type.Union(
    [
      Type.Object({
        sequence: Sequence('The first entry that is wrong.'),
        until: Sequence('The last that it may be, where only checkpoints tell.'),
        commitId: Nullable(Type.String()),
        what: Type.Enum(Object.keys(flawKinds) as FlawKind[]),
        detail: Type.String(),
      }),
      Type.Null(),
    ],
    { description: 'Null where the trail is intact, as far as it was compared.' },
  ),
  next: Nullable(Type.String({ description: 'Where to go on, as `cursor`; null where all is said.' })),
})

export const CheckpointBody = Type.Object({
  note: Nullable(Type.String({ description: 'The newest signed checkpoint; null where there is none yet.' })),
  verifierKey: Type.String({ description: 'What it is checked with, as tools for transparency logs take it.' }),
  size: Count('Entries that there are now.'),
  root: Hash64('Of the tree over them.'),
})

export const InclusionQuery = Type.Object({
  ...trailQuery,
  sequence: Sequence('The entry.'),
  size: Type.Optional(Sequence('Of the tree that it is shown to be in; of the whole one unless said.')),
})
export const InclusionBody = Type.Object({
  sequence: Sequence('The entry.'),
  size: Sequence('Of the tree.'),
  leaf: Hash64('The entry’s.'),
  root: Hash64('Of the tree.'),
  path: Type.Array(Hash64('From the leaf upwards.'), { maxItems: 64 }),
})
export const ConsistencyQuery = Type.Object({
  ...trailQuery,
  first: Sequence('The size of the smaller tree.'),
  second: Type.Optional(Sequence('Of the larger one; of the whole one unless said.')),
})
export const ConsistencyBody = Type.Object({
  first: Sequence('The size of the smaller tree.'),
  second: Sequence('Of the larger one.'),
  firstRoot: Hash64('Of the smaller.'),
  secondRoot: Hash64('Of the larger.'),
  path: Type.Array(Hash64('As RFC 9162, 2.1.4 has it.'), { maxItems: 128 }),
})
