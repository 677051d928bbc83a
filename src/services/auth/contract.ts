/** All that other services may know of people. */
export { assertEmailVerified, digestOfEmail, emailDigestOf, peopleOf, type Person } from './account/read-people.ts'
export { organisationOfKey, peopleBehind, personAnsweringFor } from './api-key/read-key-makers.ts'
export { assertOwnSession } from './session/session-view.ts'
