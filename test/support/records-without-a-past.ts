/** Which reads of one thing take no `asOf`, each with its reason: the others all do. */

const noRecord = 'It is computed over many records when it is asked for, and no stream has its past.'
const table = 'It is a table of the release, or one that staff loaded whole: nothing is folded from events.'
const ownSignIn = 'It says how whoever asks is signed in now; personal data has no past that is shown.'
const work = 'It is work that goes on, kept by the jobs for some days and by no stream.'
const immutable = 'It never changes; what is of a later moment has another number.'
const trail = 'It is the record of the past itself, and is asked for by sequence, size or place.'

export const withoutPast: Readonly<Record<string, string>> = {
  getSigningKeys: ownSignIn,
  getMe: ownSignIn,
  getStaffMe: ownSignIn,
  getSecondFactor: ownSignIn,
  getJob: work,
  getJobReport: work,
  getRebuild: work,
  getImportMapping: 'It is the words of the last import, kept as one document and by no stream.',
  exportProducts: 'It is a walk through all of an organisation’s products, one after another.',
  listReferenceTables: table,
  listCategories: table,
  listCertificateSchemes: table,
  autocompleteProducts: noRecord,
  listSimilarProducts: noRecord,
  listProductVersions: immutable,
  getProductVersion: immutable,
  getPrice: noRecord,
  getPrices: noRecord,
  getAvailability: noRecord,
  compareQuotes: noRecord,
  getInvoiceMatch: noRecord,
  analyseOrders: noRecord,
  analyseQuotes: noRecord,
  analyseStock: noRecord,
  analyseRequests: noRecord,
  getAuditCheckpoint: trail,
  proveAuditInclusion: trail,
  proveAuditConsistency: trail,
  listEvents: trail,
  getWebhookDelivery: 'It is an attempt to tell somebody, which no commit makes; its endpoint has a past.',
  getWebhookHealth: 'It counts attempts, which no commit makes; its endpoint has a past.',
}
