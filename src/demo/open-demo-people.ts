/** Opens the demo's accounts and companies the way anybody would: by registering, by mail, by staff's judgement. */
import { setTimeout as sleep } from 'node:timers/promises'
import { operatorAuthorization } from '../../sdk/index.ts'
import { createClient, type Client } from '../../sdk/v2.ts'
import { demoCompanies, demoGln, demoPassword, emailOf, type DemoCompany } from './demo-companies.ts'
import { inParallel } from './in-parallel.ts'

export type DemoNeeds = {
  /** Of the running exchange. */
  readonly url: string
  readonly operatorSecret: string
  /** All mails captured so far. */
  readonly mails: () => readonly string[]
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export type Trader = {
  readonly company: DemoCompany
  readonly id: string
  readonly siteId: string
  readonly owner: Client
  /** Those of its people who have a role. */
  readonly members: Readonly<Partial<Record<'approver' | 'seller' | 'buyer' | 'quality', Client>>>
}

export type DemoLogin = { readonly who: string; readonly email: string; readonly role: string }

export const demoStaff = { name: 'Stella Marin', email: 'stella@foodxchange.example' } as const

export async function openDemoStaff({ url, operatorSecret }: DemoNeeds): Promise<Client> {
  const operator = createClient({ baseUrl: url, authorization: operatorAuthorization(operatorSecret) })
  await operator.createStaff({ body: { ...demoStaff, password: demoPassword } })
  const body = { grantType: 'password', realm: 'staff', email: demoStaff.email, password: demoPassword } as const
  const { data } = await createClient({ baseUrl: url }).issueTokens({ body })
  return createClient({ baseUrl: url, authorization: () => `Bearer ${data.accessToken}` })
}

/** All companies, each verified but for the laboratory, which waits for staff. In the order of `demoCompanies`. */
export const openDemoCompanies = (needs: DemoNeeds, staff: Client): Promise<Trader[]> =>
  inParallel(demoCompanies, 3, (company, index) => openCompany(needs, staff, company, index + 1))

async function openCompany(needs: DemoNeeds, staff: Client, company: DemoCompany, number: number): Promise<Trader> {
  const { legalName, country, city, postalCode, street, kind, owner: ownerName } = company
  const account = await signUp(needs, company, ownerName)
  const address = { lines: [street], postalCode, city, country }
  const { data } = await account().registerOrganisation({ body: { legalName, country, kinds: [kind], address } })
  const params = { organisationId: data.id }
  const owner = account(data.id)
  const site = await owner.addSite({
    params,
    body: {
      name: `${legalName}, ${city}`,
      address,
      gln: demoGln(number),
      ...(company.establishmentNumber && { establishmentNumber: company.establishmentNumber }),
    },
  })
  await owner.submitForVerification({ params })
  if (kind !== 'laboratory')
    await staff.decideVerification({ params, body: { outcome: 'verified', reason: 'Register and papers checked.' } })
  return { company, id: data.id, siteId: site.data.id, owner, members: await employ(needs, company, owner, data.id) }
}

async function employ(
  needs: DemoNeeds,
  company: DemoCompany,
  owner: Client,
  organisationId: string,
): Promise<Trader['members']> {
  const { staff = [] } = company
  if (staff.length === 0) return {}
  const token = await mailedToken(needs, emailOf(company, company.owner), 'Confirm your e-mail')
  await createClient({ baseUrl: needs.url }).verifyEmail({ body: { token } })
  const members: Partial<Record<'approver' | 'seller' | 'buyer' | 'quality', Client>> = {}
  for (const { name, role } of staff) {
    const email = emailOf(company, name)
    await owner.inviteMember({ params: { organisationId }, body: { email, role } })
    const person = await signUp(needs, company, name)
    await person().acceptInvitation({ body: { token: await mailedToken(needs, email, 'invites you') } })
    members[role] = person(organisationId)
  }
  return members
}

/** Gives a client of the new account, for an organisation or for none. */
async function signUp({ url }: DemoNeeds, company: DemoCompany, name: string) {
  const anonymous = createClient({ baseUrl: url })
  const email = emailOf(company, name)
  await anonymous.registerAccount({ body: { email, password: demoPassword, name, locale: company.language } })
  const { data } = await anonymous.issueTokens({ body: { grantType: 'password', email, password: demoPassword } })
  const authorization = (): string => `Bearer ${data.accessToken}`
  return (organisation?: string): Client =>
    createClient({ baseUrl: url, authorization, ...(organisation !== undefined && { organisation }) })
}

const mailPatienceMs = 10_000
const mailPollMs = 20

/** A mail is sent after the request that asked for it was answered. */
async function mailedToken({ mails, now }: DemoNeeds, to: string, subject: string): Promise<string> {
  const until = now() + mailPatienceMs
  for (;;) {
    const mail = mails().find((text) => text.startsWith(`To: ${to}\n`) && text.includes(subject))
    const token = mail && /^\w+_\w+\.\S+$/m.exec(mail)?.[0]
    if (token) return token
    if (now() > until) throw new Error(`No mail to ${to} about "${subject}" was captured.`)
    await sleep(mailPollMs)
  }
}
