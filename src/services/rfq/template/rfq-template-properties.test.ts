/** A template beside a sheet in a drawer: put in once, under a name, and gone for good once it was taken out. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { rfqTemplate, type RfqTemplate, type RfqTemplateCommand, type TemplateContent } from './rfq-template.ts'

type Step =
  | { readonly do: 'save'; readonly name: string; readonly buyer: string; readonly days: number; readonly by: string }
  | { readonly do: 'delete'; readonly by: string }

const by = fc.constantFrom('usr_ann', 'usr_bob')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('save' as const),
    name: fc.constantFrom('Butter', ' Butter ', '', '  ', '\t\n'),
    buyer: fc.constantFrom('org_a', 'org_b'),
    days: fc.integer({ min: -5, max: 90 }),
    by,
  }),
  fc.record({ do: fc.constant('delete' as const), by }),
)

const contentOf = (days: number): TemplateContent =>
  ({ deliveries: [{ daysAfterDeadline: days, share: 1 }] }) as unknown as TemplateContent

const commandOf = (each: Step, at: string): RfqTemplateCommand =>
  each.do === 'delete'
    ? { type: 'delete', at, by: each.by }
    : {
        type: 'save',
        at,
        by: each.by,
        name: each.name,
        buyerId: each.buyer,
        rfqId: 'rfq_1',
        content: contentOf(each.days),
      }

class Drawer {
  sheet: Extract<Step, { do: 'save' }> | undefined
  isEmptied = false

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Step): boolean {
    if (each.do === 'delete') return this.sheet !== undefined && !this.isEmptied && (this.isEmptied = true)
    if (this.sheet || !/\S/.test(each.name)) return false
    this.sheet = each
    return true
  }

  shown(): unknown {
    const { sheet } = this
    if (!sheet) return { phase: 'absent' }
    if (this.isEmptied) return { phase: 'deleted', buyerId: sheet.buyer }
    const { buyer: buyerId, by: savedBy, days } = sheet
    return { phase: 'kept', name: 'Butter', buyerId, savedBy, rfqId: 'rfq_1', content: contentOf(days) }
  }
}

test('whatever is saved and deleted: one sheet, of whoever put it in first, until it is gone for good', () => {
  let emptied = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 8, size: 'max' }), (steps) => {
      const drawer = new Drawer()
      let state: RfqTemplate = rfqTemplate.initialState
      for (const each of steps) {
        const decided = rfqTemplate.decide(commandOf(each, '2027-03-01T08:00:00.000Z'), state)
        expect(decided.ok, each.do).toBe(drawer.run(each))
        if (decided.ok) state = fold(rfqTemplate.evolve, state, decided.value)
        expect(state).toEqual(drawer.shown())
      }
      emptied += Number(drawer.isEmptied)
    }),
    { numRuns: 200 },
  )
  expect(emptied).toBeGreaterThan(30)
})
