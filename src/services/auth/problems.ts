/** What the pages of this service's problem codes say. */

export const authProblems: Readonly<Record<string, { title: string; remedy: string }>> = {
  'auth/account-disabled': {
    title: 'The account is disabled',
    remedy: 'Write to the platform to have it looked at; signing in again does not help.',
  },
  'auth/account-exists': {
    title: 'The account exists already',
    remedy: 'Sign in, or reset the password by mail.',
  },
  'auth/api-key-exists': { title: 'The API key exists already', remedy: 'Use it, or make another one.' },
  'auth/api-key-expiry': {
    title: 'The API key would not expire within a year',
    remedy: 'Take a time within the next 366 days, or none for the longest.',
  },
  'auth/api-key-over': {
    title: 'The API key was revoked or has expired',
    remedy: 'Make another one.',
  },
  'auth/email-not-verified': {
    title: 'Your e-mail address is not confirmed',
    remedy: 'Send the token from the mail we sent to POST /v1/auth/verify-email, or ask for another one.',
  },
  'auth/code-needed': {
    title: 'A code is needed as well',
    remedy: 'Send a code of the authenticator app, or a recovery code, along with the password.',
  },
  'auth/email-changed-lately': {
    title: 'Your address was changed a few days ago',
    remedy: 'Wait until the time in `facts`: so long the address before can undo that change.',
  },
  'auth/email-taken': {
    title: 'Another account has this e-mail address',
    remedy: 'Use another address, or the account that has it.',
  },
  'auth/grant-incomplete': {
    title: 'A field that this grant needs is missing',
    remedy:
      '`password` needs email and password, `second_factor` secondFactorToken and code, `passkey` assertion, `refresh_token` refreshToken, `client_credentials` clientId and clientSecret.',
  },
  'auth/invalid-grant': {
    title: 'The refresh token is not good',
    remedy: 'It was used before, has expired, or its session was ended. Sign in again.',
  },
  'auth/invalid-mail-token': {
    title: 'The token from the mail is not good',
    remedy: 'It was used, has expired, or is not whole. Ask for another mail.',
  },
  'auth/invalid-second-factor-token': {
    title: 'The token for the second step is not good',
    remedy: 'It was used, has expired, or is not whole. Sign in with the password again.',
  },
  'auth/invalid-token': {
    title: 'The access token is not good',
    remedy: 'It has expired, its session was ended, or it is not one of ours. Get a new one at POST /v1/auth/token.',
  },
  'auth/no-second-factor': {
    title: 'The account has no second factor',
    remedy: 'Add one: POST /v1/auth/second-factor, then confirm it with a code of the app.',
  },
  'auth/not-a-member': {
    title: 'You do not belong to the organisation you act for',
    remedy:
      'Correct the header FX-Organisation, or ask its owner for an invitation. GET /v1/me lists your memberships.',
  },
  'auth/organisation-malformed': {
    title: 'FX-Organisation is malformed',
    remedy: 'Send the id of an organisation of yours, `org_` and 32 hexadecimal digits, or leave the header out.',
  },
  'auth/passkey-known': {
    title: 'Your account has this passkey already',
    remedy: 'Sign in with it, or use another device.',
  },
  'auth/people-only': {
    title: 'Only a person may do this',
    remedy: 'Sign in as an owner or admin of the organisation instead of using an API key.',
  },
  'auth/same-email': {
    title: 'Your account has this address already',
    remedy: 'Ask for another one, or leave it as it is.',
  },
  'auth/second-factor-active': {
    title: 'The account has a second factor already',
    remedy: 'Remove it with password and code, then add the new one.',
  },
  'auth/second-factor-locked': {
    title: 'Too many wrong codes in a row',
    remedy: 'Use a recovery code, or reset the password by mail: whoever guessed knew the present one.',
  },
  'auth/second-factor-needed': {
    title: 'The account asks for a code as well',
    remedy:
      'POST /v1/auth/token with `grantType` `second_factor`, `secondFactorToken` from `facts` and the `code`, within five minutes.',
  },
  'auth/session-exists': { title: 'The session is open already', remedy: 'Refresh it, or sign in anew.' },
  'auth/too-many-failures': {
    title: 'Signing in failed too often',
    remedy: 'Wait as long as Retry-After says, or reset the password by mail.',
  },
  'auth/too-many-passkeys': {
    title: 'The account has as many passkeys as it may have',
    remedy: 'Remove one that is not used.',
  },
  'auth/too-many-api-keys': {
    title: 'The organisation has as many API keys as it may have',
    remedy: 'Revoke one that is not used.',
  },
  'auth/unknown-account': { title: 'There is no such account', remedy: 'Check the id.' },
  'auth/unknown-api-key': { title: 'There is no such API key', remedy: 'List the organisation’s keys.' },
  'auth/unknown-passkey': { title: 'There is no such passkey', remedy: 'List your passkeys at GET /v1/auth/passkeys.' },
  'auth/unproven-passkey': {
    title: 'The device did not prove the new passkey',
    remedy: 'Begin again at POST /v1/auth/passkeys/options, from a page of the domain that passkeys are for.',
  },
  'auth/unknown-session': { title: 'There is no such session', remedy: 'List your sessions at GET /v1/auth/sessions.' },
  'auth/weak-password': {
    title: 'The password is too easy to guess',
    remedy:
      'Take at least 15 characters that you use nowhere else, such as four words nobody would expect together. Common passwords are refused with anything tacked on, and so are those that were stolen from somewhere.',
  },
  'auth/wrong-client': {
    title: 'The API key or its secret is not good',
    remedy: 'Check both; a key that was revoked or has expired is replaced by a new one.',
  },
  'auth/wrong-code': {
    title: 'The code is not good',
    remedy: 'Wait for the app’s next code, check the clock of its device, or use a recovery code.',
  },
  'auth/wrong-credentials': {
    title: 'E-mail and password do not fit together',
    remedy: 'Check both, or reset the password by mail. Staff sign in with `"realm": "staff"`.',
  },
  'auth/wrong-passkey': {
    title: 'The passkey is not good',
    remedy:
      'Ask for another challenge, and sign in from a page of the domain that passkeys are for; else use the password.',
  },
  'auth/wrong-password': {
    title: 'The present password is another one',
    remedy: 'Check it, or reset it by mail.',
  },
  'auth/invalid-operator-token': {
    title: 'Not a token of the operator',
    remedy:
      'Make one with `fx operator token`, where the secret of the exchange that is spoken to can be read; it is good for five minutes. The secret itself is not sent.',
  },
  'auth/client-secret-needed': {
    title: 'The client secret is missing',
    remedy: 'Send the secret that the new issuer has given you; the present one is for the present issuer alone.',
  },
  'auth/domain-taken': {
    title: 'The provider of another organisation speaks for this domain',
    remedy: 'Find out whose domain it is; remove it from the other provider, or refuse this one.',
  },
  'auth/identity-taken': {
    title: 'This person of the provider is linked to another account',
    remedy:
      'Have an owner or admin unlink the member who holds it: DELETE /v1/organisations/{id}/members/{userId}/identity.',
  },
  'auth/invalid-provider-sign-in': {
    title: 'The sign-in through a provider is not good',
    remedy: 'Begin again at POST /v1/auth/provider-sign-ins; each beginning is good once, for ten minutes.',
  },
  'auth/no-provider': {
    title: 'No identity provider is connected',
    remedy: 'Check the organisation’s id or the address, or sign in with a password or a passkey.',
  },
  'auth/not-known-to-organisation': {
    title: 'The organisation does not know you',
    remedy: 'Ask its owner or an admin for an invitation to your address, then sign in again.',
  },
  'auth/not-linked': {
    title: 'The member is linked to nobody at the provider',
    remedy: 'Nothing is to be done: the next sign-in through the provider links them.',
  },
  'auth/other-identity-linked': {
    title: 'Your account is linked to another person of the provider',
    remedy: 'Ask an owner or admin to unlink it: DELETE /v1/organisations/{id}/members/{userId}/identity.',
  },
  'auth/own-sign-in-needed': {
    title: 'Your organisation’s sign-in does not change your account',
    remedy: 'Sign in with your password or passkey; a password is set by a mail from POST /v1/auth/password-resets.',
  },
  'auth/provider-address-foreign': {
    title: 'The provider does not speak for your address',
    remedy: 'Use an address of its domains, or have the organisation add the domain and staff approve it.',
  },
  'auth/provider-address-not-verified': {
    title: 'The provider has not verified your address',
    remedy:
      'Have its administrator send `email` with `email_verified` true, in the ID token or at the UserInfo endpoint.',
  },
  'auth/provider-not-believed': {
    title: 'The provider’s answer does not hold',
    remedy:
      'Begin again. If it stays so, `facts.reason` tells the provider’s administrator which claim or parameter is wrong.',
  },
  'auth/invalid-logout-token': {
    title: 'The logout token does not hold',
    remedy:
      'Send each token once, as soon as it is made, as `logout_token` of a form. `facts.reason` tells the provider’s administrator which claim is wrong.',
  },
  'auth/provider-not-in-this-state': {
    title: 'The identity provider does not take this now',
    remedy: 'Read its status; `facts.allowed` has what it takes. Staff approves it before it can be required.',
  },
  'auth/provider-refused': {
    title: 'The provider did not let you in',
    remedy:
      'Begin again; `facts.error` has its word for why. `invalid_client` means that the client secret is to be renewed.',
  },
  'auth/provider-required': {
    title: 'Your organisation has you sign in through its provider',
    remedy: 'POST /v1/auth/provider-sign-ins with the `organisationId` from `facts`, or with your address.',
  },
  'auth/provider-unreachable': {
    title: 'The identity provider does not answer',
    remedy:
      'Try again as soon as Retry-After says; an owner of the organisation can sign in with a password meanwhile.',
  },
  'auth/provider-unusable': {
    title: 'The identity provider cannot be used',
    remedy:
      'Check the issuer to the letter, and that its description is public, names its endpoints and signs with a private key.',
  },
  'auth/unknown-page': {
    title: 'The page is not one that providers may send browsers to',
    remedy: 'Name one of FX_SIGN_IN_PAGES, or have the operator add it.',
  },
  'auth/unknown-provider': {
    title: 'The organisation has no identity provider',
    remedy: 'Connect one: PUT /v1/organisations/{id}/identity-provider.',
  },
  'auth/whose-provider': {
    title: 'Nobody is named whose provider is asked for',
    remedy: 'Send `organisationId`, or an `email` of a domain that a provider speaks for.',
  },
  'passwords/busy': {
    title: 'Too many are signing in at this moment',
    remedy: 'Try again as soon as Retry-After says.',
  },
}
