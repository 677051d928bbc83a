/** What takes such values outside of the market that most are tried in: where it is tried, or why there is nothing to try. */
const beside = (file: string): string => `Tried in ${file}.`
const product = beside('src/services/product/catalogue/product.test.ts, by /packaging and /unit')
const period = beside('src/services/analytics/period.test.ts, by /from and /to')
const anyDay = 'Any day may be asked from: what lies before it is left out.'

export const elsewhere: Readonly<Record<string, string>> = {
  'draftProduct unit': product,
  'replaceProduct unit': product,
  'changeProduct unit': product,
  'getPrice currency': beside('src/services/product/pricing/price-routes.test.ts, by /query/currency'),
  'getPrices currency': beside('src/services/product/pricing/price-routes.test.ts, by /query/currency'),
  'listOrders date': anyDay,
  'listStandingOrderOccurrences date': anyDay,
  'replayWebhook date': beside('src/services/webhook/webhooks.test.ts, by /from and /until'),
  'listAuditEntries date': beside('test/e2e/audit.test.ts, by /until'),
  'analyseOrders date': period,
  'analyseQuotes date': period,
  'analyseStock date': period,
  'analyseRequests date': period,
}
