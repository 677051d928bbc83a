/** Drafts an RFQ from what an earlier one or a template says: looked up anew, as if it were typed in again. */
import { Rejected } from '../../../kernel/rejection.ts'
import { parseInstant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { addRfq } from '../request/create-rfq.ts'
import { atField } from '../request/rfq-checks.ts'
import type { RfqInput } from '../request/rfq-schemas.ts'
import { deliveriesFor, type TemplateContent } from './rfq-template.ts'

export type Repeat = {
  readonly buyerId: string
  /** The member or key that asks. */
  readonly by: string
  readonly content: TemplateContent
  readonly deadline: string
  /** In place of the earlier one's. */
  readonly title?: string
}

/**
 * Gives the new draft's id. Throws `Rejected` as drafting does, by the field: a product, site or supplier that is gone
 * is not left out in silence.
 */
export async function createRepeatedRfq(
  unit: Unit,
  { buyerId, by, content, deadline, title }: Repeat,
): Promise<string> {
  const until = parseInstant(deadline)
  if (!until.ok) throw new Rejected(atField('/deadline', until.rejection))
  const { lines, deliveries: _deliveries, visibility, ...rest } = content
  const input = {
    ...rest,
    lines: lines.map(({ id: _id, item, unit: counted, ...line }) =>
      item.kind === 'product'
        ? { ...line, productId: item.productId }
        : { ...line, specification: item.description, unit: counted },
    ),
    deliveries: deliveriesFor(content, until.value),
    deadline: until.value,
    visibility,
    ...(title !== undefined && { title }),
  }
  // It came in by the same schema; the core keeps it as read-only lists and wider names.
  return addRfq(unit, { buyerId, by, input: input as unknown as RfqInput })
}
