/** The REST face of approval rules: one set for each organisation, replaced as a whole. */
import type { Static } from 'typebox'
import { asOfQuery, asOfRefusals, route, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { parseCurrency } from '../../../kernel/currency.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { parseLocalDate, type LocalDate } from '../../../kernel/time.ts'
import type { ApprovalRules } from '../organisation/approval-rules.ts'
import { ownersAndAdmins, ownInside, ownPerson } from '../organisation/organisation-policies.ts'
import { accepted, registered } from '../organisation/organisation-presenter.ts'
import { ApprovalRulesBody, OrganisationParams } from '../organisation/organisation-schemas.ts'
import { organisationAggregate } from '../organisation/organisation-view.ts'

type Wire = Static<typeof ApprovalRulesBody>
const path = '/v1/organisations/{organisationId}/approval-rules'
const present = (rules: ApprovalRules): Wire => rules as unknown as Wire

export const approvalRuleRoutes = ({
  execute,
  readState,
}: {
  readonly execute: Execute
  readonly readState: ReadState
}): Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'getApprovalRules',
    tag: 'Organisations',
    summary: 'Read who has to approve what',
    access: { kind: 'member' },
    params: OrganisationParams,
    query: asOfQuery,
    reply: ApprovalRulesBody,
    refusals: asOfRefusals,
    async handle({ params: { organisationId }, query, caller, intent }) {
      accepted(ownInside(caller, organisationId))
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: organisationAggregate,
          id: organisationId,
          show: ({ state, version }) => ({ body: present(registered(state).approvalRules), version }),
        },
      )
    },
  }),
  route({
    method: 'PUT',
    path,
    operationId: 'setApprovalRules',
    tag: 'Organisations',
    summary: 'Say who has to approve what',
    description:
      'The chain of the highest threshold that a total (with freight and charges) reaches applies, in order; nobody approves their own. A step whose named person has left, asked for it or took an earlier step falls to any owner, admin or approver else. A currency without thresholds takes the longest chain of the others. Without any threshold nobody is asked.',
    access: { kind: 'member', roles: ownersAndAdmins },
    params: OrganisationParams,
    body: ApprovalRulesBody,
    reply: ApprovalRulesBody,
    refusals: ['organisation/approval-rules-do-not-fit'],
    async handle({ params: { organisationId }, body, caller, ifMatch, intent }) {
      accepted(ownPerson(caller, organisationId))
      const rules = readRules(body)
      const done = await execute(organisationAggregate, intent, async (unit) => {
        requireVersion(await unit.load(organisationAggregate, organisationId), ifMatch)
        await unit.decide(organisationAggregate, organisationId, { type: 'set-approval-rules', at: unit.at, rules })
        return organisationId
      })
      return { body: present(rules), version: done.version, replayed: done.replayed }
    },
  }),
]

function readRules({ thresholds, delegations }: Wire): ApprovalRules {
  const fault = (pointer: string, detail: string): Rejected =>
    new Rejected(invalidField('organisation/approval-rules-do-not-fit', pointer, detail))
  const day = (text: string, pointer: string): LocalDate => {
    const parsed = parseLocalDate(text)
    if (!parsed.ok) throw fault(pointer, parsed.rejection.detail)
    return parsed.value
  }
  return {
    thresholds: thresholds.map(({ currency, from, chain }, index) => {
      const parsed = parseCurrency(currency)
      if (!parsed.ok) throw fault(`/thresholds/${index}/currency`, parsed.rejection.detail)
      return { currency: parsed.value, from, chain }
    }),
    delegations: delegations.map(({ fromUserId, toUserId, from, until }, index) => ({
      fromUserId,
      toUserId,
      from: day(from, `/delegations/${index}/from`),
      until: day(until, `/delegations/${index}/until`),
    })),
  }
}
