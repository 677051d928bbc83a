/** How templates are kept for reading: by the buyer who saved them, by name. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import {
  rfqTemplate,
  type KnownTemplate,
  type RfqTemplate,
  type RfqTemplateCommand,
  type RfqTemplateEvent,
} from './rfq-template.ts'

export type TemplateDocument = KnownTemplate & { readonly id: string; readonly createdAt: string }

export const rfqTemplates = collection<TemplateDocument>()({
  name: 'rfq_templates',
  indexes: { byBuyer: ({ buyerId, name }) => [[buyerId, name]] },
})

const projectTemplate = ({ id, createdAt }: Subject, state: RfqTemplate) => {
  switch (state.phase) {
    case 'absent':
      return []
    case 'deleted':
      return [{ id, document: null }]
    case 'kept':
      return [{ id, document: { ...state, id, createdAt } }]
  }
}

export const rfqTemplateAggregate: Aggregate<RfqTemplate, RfqTemplateCommand, RfqTemplateEvent> = {
  kind: 'rfqtemplate',
  decider: rfqTemplate,
  organisations: (state) => (state.phase === 'absent' ? [] : [state.buyerId]),
  readModels: [readModel({ collection: rfqTemplates, project: projectTemplate })],
}
