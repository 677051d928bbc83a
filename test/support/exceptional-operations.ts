/** Which operations are for others than members, each list with its reason: what the walk of all operations leaves out. */

/** Only the operator, with the secret of the data folder. */
export const operatorOnly = new Set([
  'createStaff',
  'disableStaff',
  'eraseStaff',
  'removeSecondFactorOfStaff',
  'beginBackup',
  'endBackup',
])
/** Only platform staff. */
export const staffOnly = new Set([
  'getStaffMe',
  'disableUser',
  'eraseUser',
  'enableUser',
  'removeSecondFactorOfUser',
  'listOrganisations',
  'decideVerification',
  'listIdentityProviders',
  'decideIdentityProvider',
  'verifyCertificate',
  'rejectCertificate',
  'suspendCertificate',
  'revokeCertificate',
  'setExchangeRates',
  'loadReferenceTable',
  'listDeadLetters',
  'replayDeadLetter',
  'listConsumers',
  'listConnectionPools',
  'rebuildReadModels',
  'getRebuild',
  'cancelRebuild',
  'analyseRequests',
])
/** Programs of others that have no account here: what they send proves itself, or is refused before anything is looked up. */
export const selfProven = new Set(['tellProviderSignOut'])
/** Anybody who signed in, user or staff, about themselves. */
const signedIn = [
  'listSessions',
  'revokeSession',
  'endSessions',
  'getSecondFactor',
  'offerSecondFactor',
  'confirmSecondFactor',
  'renewRecoveryCodes',
  'removeSecondFactor',
  'offerPasskey',
  'addPasskey',
  'listPasskeys',
  'removePasskey',
] as const
/** Members, and staff who look into what they judge. */
export const staffToo = new Set([
  'getOrganisation',
  'getIdentityProvider',
  'listSites',
  'getSite',
  'listMembers',
  'getCertificate',
  'listCertificates',
  'listExchangeRates',
  'analyseOrders',
  'analyseQuotes',
  'analyseStock',
  'listAuditEntries',
  'verifyAuditTrail',
  'getAuditCheckpoint',
  'proveAuditInclusion',
  'proveAuditConsistency',
  'listDeprecatedUses',
  ...signedIn,
])
/** Anybody who is signed in, of whatever company and role, about themselves. */
export const ownAccount = new Set([
  ...signedIn,
  'sendVerificationMail',
  'changePassword',
  'askForEmail',
  'getMe',
  'updateMe',
  'registerOrganisation',
  'acceptInvitation',
])
/** What a verified company or a published product shows to everybody. */
export const publicProfile = new Set(['getOrganisation'])
/** What only REST has: files, forms of others, and what the operator does at the command line. */
export const restOnly = new Set([
  'importProducts',
  'exportProducts',
  'getJobReport',
  'loadReferenceTable',
  'createStaff',
  'disableStaff',
  'eraseStaff',
  'removeSecondFactorOfStaff',
  'beginBackup',
  'endBackup',
  'tellProviderSignOut',
])
