/** Every machine of the exchange, in the order in which a trade meets them, and what is none. */
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { signingKeysAggregate } from '../../src/services/auth/tokens/signing-keys-view.ts'
import { passkeysAggregate } from '../../src/services/auth/passkeys/passkeys-view.ts'
import { seriesAggregate } from '../../src/services/invoice/document/invoice-view.ts'
import { claimAccountAggregate } from '../../src/services/order/claim/claim-view.ts'
import { labelsAggregate } from '../../src/services/order/shipment/package-labels-view.ts'
import { membershipAggregate } from '../../src/services/organisation/organisation/organisation-view.ts'
import { buyerItemAggregate } from '../../src/services/product/catalogue/buyer-item-view.ts'
import { exchangeRatesAggregate } from '../../src/services/rfq/comparison/exchange-rate-view.ts'
import { rfqMessagesAggregate, rfqNumberAggregate } from '../../src/services/rfq/request/rfq-view.ts'
import { accountMachine, apiKeyMachine, secondFactorMachine, sessionMachine } from './account-machines.ts'
import { budgetMachine, delegationMachine } from './approval-machines.ts'
import { billingMachine } from './billing-machine.ts'
import { certificateMachine } from './certificate-machine.ts'
import { claimMachine } from './claim-machine.ts'
import { invoiceMachine } from './invoice-machine.ts'
import type { Machine } from './machine.ts'
import { nameMachines } from './name-machines.ts'
import { orderMachine, shipmentMachine } from './order-machines.ts'
import { invitationMachine, memberMachine, organisationMachine } from './organisation-machines.ts'
import { identityProviderMachine, providerLinkMachine } from './provider-machines.ts'
import { customerGroupMachine, priceListMachine, priceMachine, productMachine } from './product-machines.ts'
import { sampleMachine } from './sample-machine.ts'
import { awardMachine, lotMachine, quoteMachine, rfqMachine } from './sourcing-machines.ts'
import { standingOrderMachine } from './standing-order-machine.ts'
import { stockMachine } from './stock-machine.ts'
import { templateMachine } from './template-machine.ts'
import { webhookMachine } from './webhook-machine.ts'

export const machines: readonly Machine[] = [
  orderMachine,
  shipmentMachine,
  standingOrderMachine,
  sampleMachine,
  rfqMachine,
  quoteMachine,
  awardMachine,
  lotMachine,
  claimMachine,
  invoiceMachine,
  templateMachine,
  billingMachine,
  stockMachine,
  productMachine,
  priceListMachine,
  priceMachine,
  customerGroupMachine,
  certificateMachine,
  organisationMachine,
  memberMachine,
  invitationMachine,
  delegationMachine,
  budgetMachine,
  accountMachine,
  sessionMachine,
  apiKeyMachine,
  secondFactorMachine,
  identityProviderMachine,
  providerLinkMachine,
  ...nameMachines,
  webhookMachine,
]

/** What takes the same commands whatever happened to it before, each with what it is instead of a machine. */
export const stateless: ReadonlyMap<AnyAggregate, string> = new Map<AnyAggregate, string>([
  [rfqNumberAggregate, 'It counts.'],
  [seriesAggregate, 'It counts.'],
  [labelsAggregate, 'It counts.'],
  [rfqMessagesAggregate, 'A list that is added to.'],
  [membershipAggregate, 'A list of what the organisations’ own streams say.'],
  [exchangeRatesAggregate, 'A table that is written anew.'],
  [signingKeysAggregate, 'A ring of keys; no client asks anything of it.'],
  [passkeysAggregate, 'A ring of keys that people add to and take from; passkey-routes.test.ts has what it refuses.'],
  [buyerItemAggregate, 'Notes of a buyer, each written anew.'],
  [claimAccountAggregate, 'Sums of what claims’ own streams say; claim-properties.test.ts has them.'],
])
