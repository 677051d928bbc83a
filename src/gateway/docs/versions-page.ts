/** /docs/versions: which versions there are, until when, and what is otherwise in the newer one, found by comparing their descriptions. */
import { compareApis, type Difference } from '../versions/compare/compare-apis.ts'
import { firstVersionDates } from '../versions/second/second-version.ts'
import type { OpenApi } from './openapi.ts'
import { escapeHtml, page, prose } from './page.ts'

/** Under the paths of the first, so that what is the same is found. */
const underFirst = (second: OpenApi): OpenApi =>
  JSON.parse(JSON.stringify(second).replaceAll('/v2/', '/v1/')) as OpenApi

const about = `There are two versions, /v1 and /v2. What is not named on this page is the same in both, under both paths, and stays.

In /v2 a price is one thing: \`{ "value": "12.34", "currency": "EUR", "per": "kilogram" }\`. In /v1 it is a text, whose currency stands elsewhere in the record, and whose measure may stand in another one. And in /v2 a line has one name: \`lineId\` wherever a line of an order or an RFQ is meant, \`receiptLine\` for the number of a receipt's, \`lineCount\` where lines are counted; in /v1 all of these are \`line\` or \`lines\`.`

export function renderVersionsPage(first: OpenApi, second: OpenApi): string {
  const differences = compareApis(first, underFirst(second)).filter(({ breaks }) => breaks)
  const byOperation = Map.groupBy(differences, ({ operation }) => operation)
  const day = (instant: string): string => instant.slice(0, 10)
  const dates = `Of /v1, the operations below are deprecated since ${day(firstVersionDates.deprecated)} and answer 410 from ${day(firstVersionDates.sunset)} on. Until then every reply of theirs says so (\`Deprecation\`, \`Sunset\`, \`Link\`), and \`GET /v1/deprecated-uses\` tells who of your organisation still uses them.`
  const sections = [...byOperation].map(([operation, found]) => renderOperation(operation, found)).join('')
  return page(
    'Versions of the FoodXchange API',
    '<ul><li><a href="/docs">/v1</a></li><li><a href="/docs/v2">/v2</a></li></ul>',
    `<h1>Versions</h1>${prose(about)}<h2>What is otherwise in /v2</h2>${prose(dates)}${sections}`,
  )
}

const renderOperation = (operation: string, differences: readonly Difference[]): string => {
  const rows = differences.map(
    ({ where, what }) => `<tr><td>${escapeHtml(where)}</td><td>${escapeHtml(what)}</td></tr>`,
  )
  return `<section><h3><code>${escapeHtml(operation)}</code></h3><table>${rows.join('')}</table></section>`
}
