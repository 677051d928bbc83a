import { expect, test } from 'vitest'
import { describeExchange } from '../../../composition/describe.ts'
import { pathOfRecord, readBody } from './record-paths.ts'

const told = (type: string, body: object = {}) => ({ type, body: JSON.stringify({ type, ...body }) })

type Described = { readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: object[] } }>> }

test('every record that is read as of a moment is led to, and nothing else is', async () => {
  // What it gives is an OpenAPI document.
  const { paths } = (await describeExchange()).first as unknown as Described
  const dated = Object.entries(paths)
    .filter(([, { get }]) => get?.parameters?.some((one) => 'name' in one && one.name === 'asOf'))
    .map(([path]) => path.replaceAll(/\{\w+\}/g, 'x'))
  const led = [
    ...'award certificate claim customergroup identityprovider invoice lot order organisation pricelist product'.split(
      ' ',
    ),
    ...'quote rfq rfqtemplate sample shipment standingorder webhook'.split(' '),
  ].map((kind) => pathOfRecord(kind, 'x', [told('x/changed')]))
  led.push(pathOfRecord('budget', 'x~x~x', []), pathOfRecord('delegations', 'x', []))
  led.push(pathOfRecord('stock', 'x~prd_1', [])?.replace('?productId=prd_1', ''))
  led.push(pathOfRecord('organisation', 'x', [told('organisation/site-added', { site: { id: 'x' } })]))
  led.push(pathOfRecord('organisation', 'x', [told('organisation/approval-rules-set')]))
  // A credit note is issued in its invoice's stream; the last two show the same records in another way.
  expect([...led, '/v1/credit-notes/x', '/v1/reservations', '/v1/organisations/x/sites'].toSorted()).toEqual(
    dated.toSorted(),
  )
})

test('a site that was removed is led to, members alone and what is only listed are not', () => {
  expect(pathOfRecord('organisation', 'org_1', [told('organisation/site-removed', { siteId: 'sit_1' })])).toBe(
    '/v1/organisations/org_1/sites/sit_1',
  )
  expect(pathOfRecord('organisation', 'org_1', [told('organisation/member-joined')])).toBeUndefined()
  expect(pathOfRecord('price', 'x', [])).toBeUndefined()
  expect(pathOfRecord('constructor', 'x', [])).toBeUndefined()
})

test('what was made unreadable in the log says nothing, and does not keep the rest from being read', () => {
  expect([readBody({ body: '{"reason":' }), readBody({ body: 'null' })]).toEqual([{}, {}])
})
