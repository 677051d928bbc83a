/** What each part of the API is about, in the order a newcomer meets it. */

export const tagDescriptions: Readonly<Record<string, string>> = {
  Accounts: 'Registering, signing in, sessions, one’s own account.',
  Staff: 'Accounts of the platform’s own people, made by the operator.',
  Organisations: 'Companies, their sites, members, invitations, approval rules and verification.',
  Products: 'The catalogue: products, specifications, allergens, categories, search.',
  Evidence: 'Evidence: certificates, what they cover and whether they were verified.',
  Prices: 'Price lists and what a buyer pays.',
  Bulk: 'Catalogues in and out at once, and the jobs that read them.',
  Lots: 'Lots with their dates; holding, releasing, recalling them.',
  Stock: 'Positions, movements, reservations.',
  RFQs: 'Requests for quotation, quotes, comparison and awards.',
  Orders: 'Orders from draft to closed, with approvals and confirmation.',
  'Standing orders': 'Weekly schedules that become orders by themselves, each in time for its delivery.',
  Samples: 'Goods to taste and to test, asked for before anything is ordered.',
  Shipments: 'What was picked, packed, dispatched and received.',
  Claims: 'What is wrong with goods that came, what the supplier concedes, and what goes back.',
  Invoices: 'What is to be paid: invoices, whether they match what came, credit notes, payments as recorded.',
  Analytics: 'Figures over many orders, quotes, stock and requests: one’s own side of them.',
  Events: 'What happened to one’s own records, as a list and as it happens.',
  Webhooks: 'The same, sent to an organisation’s own systems: endpoints, deliveries, replays.',
  Audit: 'What happened, whether the record of it is whole, and proofs of that for others.',
  Reference: 'Category trees, synonyms and customs codes that were loaded, and under which licence.',
  Operations:
    'What happens behind the scenes, for platform staff: consumers of events, what they gave up, connections to servers; and who still uses what is deprecated.',
}
