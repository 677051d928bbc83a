/** Every subscription that a schema has, opened for somebody from the beginning: what they are told of is collected. */
import { getNamedType, isCompositeType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql'
import { openGraphqlSubscription, type TestSubscription } from './open-graphql-subscription.ts'

export type EverySubscription = {
  /** One a field. */
  readonly fields: readonly string[]
  open(authorization: string | undefined): readonly TestSubscription[]
  /** The ids of the records in what came; `not shown` for one that was null. */
  told(subscriptions: readonly TestSubscription[]): ReadonlySet<string>
  [Symbol.dispose](): void
}

export function everySubscription(url: string, schema: GraphQLSchema): EverySubscription {
  const fields = Object.values(schema.getSubscriptionType()!.getFields())
  const opened: TestSubscription[] = []
  return {
    fields: fields.map(({ name }) => name),
    open(authorization) {
      const some = fields.map((field) => {
        const query = `subscription { told: ${field.name}(after: "0") { record: ${recordOf(field)} { id } } }`
        return openGraphqlSubscription(url, { query, connectionParams: { authorization } })
      })
      opened.push(...some)
      return some
    },
    told: (subscriptions) =>
      new Set(subscriptions.flatMap(({ results }) => results.map(({ data }) => data?.told.record?.id ?? 'not shown'))),
    [Symbol.dispose]: () => opened.forEach((one) => one.end()),
  }
}

/** The record in an event: the one field of it that has fields. */
function recordOf({ type }: GraphQLField<unknown, unknown>): string {
  const event = getNamedType(type)
  const fields = isObjectType(event) ? Object.values(event.getFields()) : []
  return fields.find((field) => isCompositeType(getNamedType(field.type)))!.name
}
