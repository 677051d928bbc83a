/** Templates of RFQs, at each of their states. */
import { checkedRfqDetails } from '../../src/services/rfq/request/rfq-checks.ts'
import { templateOf, type RfqTemplateCommand } from '../../src/services/rfq/template/rfq-template.ts'
import { rfqTemplateAggregate } from '../../src/services/rfq/template/rfq-template-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'
import { rfqDetails } from './sourcing-machines.ts'

const at = '2026-08-01T09:00:00.000Z'
const by = 'usr_1'
const checked = checkedRfqDetails(rfqDetails, 'org_b')
if (!checked.ok) throw new Error(checked.rejection.detail)
const content = templateOf(checked.value)

const commands = {
  save: () => ({ type: 'save', at, by, name: 'Butter', buyerId: 'org_b', rfqId: 'rfq_1', content }),
  delete: () => ({ type: 'delete', at, by }),
} as const satisfies EachCommand<RfqTemplateCommand>
const after = (...names: readonly (keyof typeof commands)[]) =>
  reach(rfqTemplateAggregate, at, ...names.map((name) => commands[name]()))

export const templateMachine: Machine = {
  name: 'RFQ template',
  aggregate: rfqTemplateAggregate,
  states: { absent: after(), kept: after('save'), deleted: after('save', 'delete') },
  commands,
  inner: ['save'],
  gone: ['deleted'],
}
