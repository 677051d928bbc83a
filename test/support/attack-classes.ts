/** The classes of attack that the exchange is held to, each with what it gets and the tests that show it; docs/attacks.md is made from this. */

export type AttackClass = {
  readonly number: number
  readonly name: string
  readonly answer: string
  /** As the access line's `security` names it, in the words of the OWASP Logging Vocabulary. */
  readonly log?: string
  /** Each a file and the beginning of a test's name in it. */
  readonly shownBy: readonly (readonly [file: string, test: string])[]
  /** What a catalogue of attacks would have answered or logged instead, and why it is not so here. */
  readonly differs?: string
}

const attacks = 'test/e2e/attacks.test.ts'
const graphql = 'src/gateway/graphql/graphql-limits.test.ts'
const front = 'src/gateway/front/front.test.ts'
const outgoing = 'src/infrastructure/outgoing/https-outgoing.test.ts'
const webhooks = 'src/services/webhook/webhooks.test.ts'
const hostileProvider = 'src/services/auth/provider/hostile-provider.test.ts'
const providerSignIn = 'src/services/auth/provider/provider-sign-in.test.ts'
const waf = 'test/e2e/waf.edge.test.ts'
const authorisation = 'test/e2e/authorisation.test.ts'

export const attackClasses: readonly AttackClass[] = [
  {
    number: 1,
    name: 'Reading what is another’s, by its id',
    answer: '404 as for an unknown id, to the letter and in the same time; 403 for the wrong role; 401 for strangers',
    log: 'authz_fail, malicious_direct_reference',
    shownBy: [
      [authorisation, 'of what is another company’s, nothing tells it from what does not exist'],
      [authorisation, 'a viewer changes nothing'],
      [attacks, '1. '],
    ],
    differs:
      '`malicious_direct_reference` is logged of every unknown id, since what is another’s is not told apart from it anywhere, the log included: somebody who tries ids shows by how many there are.',
  },
  {
    number: 2,
    name: 'Reading fields that are not for oneself',
    answer:
      'each operation shows each kind of caller the fields listed in `test/support/shown-fields.txt`, and no others; who lost learns that they lost',
    shownBy: [
      [authorisation, 'each caller is shown the fields that are listed'],
      ['src/services/rfq/award/award-routes.test.ts', 'winners see what was taken of theirs'],
    ],
    differs:
      'There is no cost, margin or bank account to hide: the exchange keeps none. The test fails where a field with such a name appears.',
  },
  {
    number: 3,
    name: 'Mass assignment',
    answer: '422 that names the field; nothing is changed',
    log: 'input_validation_fail',
    shownBy: [
      ['test/e2e/hostile-input.test.ts', 'a field that nobody knows is refused at any depth'],
      [attacks, '3. '],
    ],
    differs:
      '422, not 400, here and in 17: a body that is JSON and does not fit is told from one that is none, so that a client knows whether to look at its values or at its serialiser.',
  },
  {
    number: 4,
    name: 'Operations beyond one’s role, and disguised methods',
    answer: '403; 405 with `Allow`; a method in a header is not read',
    log: 'authz_fail, input_validation_fail',
    shownBy: [
      [authorisation, 'what is for staff or the operator is refused to owners'],
      [attacks, '4. '],
    ],
  },
  {
    number: 5,
    name: 'Credential stuffing',
    answer: '429 with `Retry-After` after five failures of an account from one place; its owner elsewhere goes on',
    log: 'authn_login_fail, authn_login_fail_max',
    shownBy: [
      ['src/services/auth/guesses/guard-sign-in.test.ts', 'an account that is tried from a hundred places'],
      ['src/services/auth/factors/second-factor-routes.test.ts', 'ten wrong codes in a row'],
      [attacks, '5. '],
    ],
    differs:
      'After a hundred failures in a row an account is shut for a day to places it was never entered from, or until its password is reset by mail.',
  },
  {
    number: 6,
    name: 'Finding out who has an account',
    answer: 'the same status and body, whether there is one or not',
    log: 'authn_login_fail',
    shownBy: [
      ['src/services/auth/own-account/password-routes.test.ts', 'a reset by mail works once'],
      [
        'src/services/auth/own-account/email-routes.test.ts',
        'who asks for an address that another has is told nothing',
      ],
      ['src/services/auth/factors/passkey-routes.test.ts', 'whoever tries learns nothing'],
      [providerSignIn, 'who is neither member nor invited is told the same'],
      [attacks, '6. '],
    ],
    differs:
      'Of sign-ins the work is compared, not the time: the hash that takes nearly all of it is made for an address that nobody has, too. Five hundred pairs would be held up after the fifth.',
  },
  {
    number: 7,
    name: 'Weak passwords',
    answer:
      '422 with the field; fifteen characters or more, none that guessers try first, none that was stolen elsewhere',
    shownBy: [
      ['src/services/auth/password/password-rules.test.ts', 'what guessers try first is refused'],
      ['src/services/auth/password/password-rules.test.ts', 'what many people use is refused'],
      ['src/services/auth/password/verify-new-password.test.ts', 'whichever way it is chosen, a weak one is refused'],
      ['test/e2e/breached-passwords.test.ts', 'a stolen password is refused while the server answers'],
    ],
  },
  {
    number: 8,
    name: 'Forged access tokens',
    answer: '401 `Bearer error="invalid_token"`',
    log: 'authn_login_fail',
    shownBy: [
      ['src/services/auth/sign-in/verify-credentials.test.ts', 'a token that is not wholly ours is refused'],
      [attacks, '8. '],
    ],
  },
  {
    number: 9,
    name: 'A refresh token used again',
    answer: '400 `invalid_grant`; the whole session ends, its access tokens too, and the user gets a mail',
    log: 'authn_login_fail, authn_token_reuse',
    shownBy: [
      [attacks, '9. '],
      ['src/services/auth/sign-in/auth-routes.test.ts', 'using a refresh token twice ends the session'],
      ['src/services/auth/sign-in/auth-routes.test.ts', 'ten uses of one refresh token at once'],
    ],
  },
  {
    number: 10,
    name: 'Going on after log-out or disabling',
    answer: '401 within five seconds in every process',
    log: 'authn_login_fail',
    shownBy: [
      [
        'src/services/auth/sign-in/verify-credentials.test.ts',
        'what another process ended is noticed within five seconds',
      ],
      ['src/services/auth/own-account/password-routes.test.ts', 'a disabled user is out at once'],
      ['src/services/auth/sign-in/auth-routes.test.ts', 'signing out everywhere ends all sessions'],
      [attacks, '10. '],
    ],
  },
  {
    number: 11,
    name: 'Writing through somebody’s browser; reading from another origin',
    answer: '403; no `Access-Control-Allow-Origin` but for named origins, never with credentials',
    log: 'malicious_csrf',
    shownBy: [
      [front, 'a page of any other origin writes nothing'],
      [front, 'a page of an origin that we name may call'],
      [attacks, '11. '],
    ],
    differs: '`malicious_csrf` also where CORS is tried: a browser asks before it reads, and asking is no offence.',
  },
  {
    number: 12,
    name: 'GraphQL documents that ask for too much, or for the schema',
    answer:
      '400 before anything is read; each mutation counts as one; no schema and no suggestions for strangers; where only known documents run, any other is refused unread',
    log: 'input_validation_fail, authz_fail',
    shownBy: [
      [graphql, 'refusing twice as many fragments'],
      [graphql, 'five requests in an array'],
      [graphql, 'strangers are shown no schema'],
      [graphql, 'each mutation of a document counts as one'],
      ['src/gateway/graphql/known-documents.test.ts', 'what is not known is refused before anything of it is read'],
      ['test/e2e/client-events.test.ts', 'where only known documents run, so it is of subscriptions'],
      [attacks, '12. '],
    ],
    differs:
      'Documents of a client’s own are run in production, too, within these limits, unless `FX_GRAPHQL_ONLY_DOCUMENTS` says that only listed ones are.',
  },
  {
    number: 13,
    name: 'WebSockets of strangers, with too much in them, or after their token ended',
    answer:
      '401, 403, 429 at the upgrade; then closed: 1009 for too large, 1008 for too many messages or an ended token, 1013 for who takes nothing',
    log: 'authz_fail, authn_login_fail, malicious_csrf, excess_rate_limit_exceeded',
    shownBy: [
      [front, 'a connection passes the same filters'],
      [front, 'connections are a class of their own'],
      ['test/e2e/live-events.test.ts', 'what is no message is refused and the connection goes on'],
      ['test/e2e/live-events.test.ts', 'who signs out is closed with 1008'],
      [attacks, '13. '],
    ],
  },
  {
    number: 14,
    name: 'Calls into our own network (SSRF)',
    answer: 'refused before any connection; redirects are not followed',
    shownBy: [
      [outgoing, 'whatever a URL says, nobody inside is ever connected to'],
      [outgoing, 'a name that is public when it is asked and inside when it is called'],
      [outgoing, 'a redirect is an answer'],
      [webhooks, 'an address inside is connected to by nobody'],
      [webhooks, 'what is no public address is refused when it is registered'],
      [hostileProvider, 'redirects lead nowhere'],
      [hostileProvider, 'a description %s is not used'],
    ],
  },
  {
    number: 15,
    name: 'Forged and repeated webhooks',
    answer:
      'every message is signed with its id and time, under secrets that can be changed without a gap; a receiver that verifies answers 401 to what is forged or older than five minutes, and 200 without effect to what comes again; 410 ends it',
    shownBy: [
      ['sdk/webhooks.test.ts', 'a receiver answers 401 to what is forged or old'],
      ['sdk/webhooks.test.ts', 'whatever was changed on the way'],
      [webhooks, 'what happens is sent signed'],
      [webhooks, 'while secrets overlap a message bears both signatures'],
      [webhooks, '410 disables the endpoint'],
    ],
  },
  {
    number: 16,
    name: 'Prototype pollution',
    answer: '400 that names the member',
    log: 'input_validation_fail',
    shownBy: [
      ['test/e2e/hostile-input.test.ts', 'names that poison prototypes'],
      [attacks, '16. '],
    ],
  },
  {
    number: 17,
    name: 'Operators of a database in values',
    answer: '400 or 422; they reach no database',
    log: 'input_validation_fail',
    shownBy: [[attacks, '17. ']],
    differs:
      '`input_validation_fail`, not a name of its own for each language of databases: a schema that takes a text refuses an object, whatever its keys say. A WAF in front (33) names the attack.',
  },
  {
    number: 18,
    name: 'Patterns that take for ever (ReDoS)',
    answer: 'a near miss of 50,000 characters is refused at once',
    log: 'input_validation_fail',
    shownBy: [
      ['src/services/auth/password/password-rules.test.ts', 'a long near miss is judged in no time'],
      [attacks, '18. '],
    ],
  },
  {
    number: 19,
    name: 'Asking too often, under false addresses',
    answer: '429 with `RateLimit`, `RateLimit-Policy`, `Retry-After`',
    log: 'excess_rate_limit_exceeded',
    shownBy: [
      ['src/infrastructure/rate-limit/memory-rate-limit.test.ts', 'whatever the rate and whenever asked'],
      ['src/gateway/front/limits.test.ts', 'a stranger is counted by address'],
      ['src/gateway/front/client-address.test.ts', 'with no proxy to trust'],
      [attacks, '19. '],
    ],
  },
  {
    number: 20,
    name: 'Too much at once, too deep, too slow',
    answer: '400, 408, 413, 422; a page has 100 items, JSON 32 levels',
    log: 'input_validation_fail',
    shownBy: [
      ['test/e2e/hostile-input.test.ts', 'texts have a length, bodies a size and a depth'],
      ['src/gateway/connections/slow-bodies.test.ts', 'a body that drips is hung up on'],
      [attacks, '20. '],
    ],
  },
  {
    number: 21,
    name: 'Smuggling a request inside another',
    answer: '400 once, and the connection ends',
    shownBy: [
      [front, '%s is refused once, and the connection ends'],
      [waf, '21. '],
    ],
  },
  {
    number: 22,
    name: 'Hoarding: ordering and never going on',
    answer:
      '409 once `FX_UNANSWERED_ORDERS` orders in a row hold stock of a product and none of them is answered; after `FX_ANSWER_HOURS` without an answer goods are for whoever needs them, however often they are given up and asked for anew',
    log: 'excess_rate_limit_exceeded',
    shownBy: [
      [attacks, '22. '],
      ['src/services/order/stock/unanswered-orders.test.ts', 'however often a buyer asks'],
      ['src/services/inventory/book/stock-book.test.ts', 'whoever gives up goods unanswered'],
    ],
    differs:
      'Stock is held for days, not for a quarter of an hour: it is held for a supplier who answers in working hours, not for a visitor who fills a basket. How much of a product it may be, `FX_UNANSWERED_STOCK_PERCENT` says: all of it, unless set. In a market of small lots one buyer’s order for a whole one is ordinary, and to show it short until it is confirmed would cost every such trade something; what a hoarder gets is one time to hold it, once in two.',
  },
  {
    number: 23,
    name: 'Races for the last of something, and steps out of turn',
    answer: 'exactly as many as there are; 409',
    log: 'sequence_fail',
    shownBy: [
      ['test/e2e/concurrency.test.ts', 'of fifty buyers of the last seven'],
      [attacks, '23. '],
    ],
    differs:
      'Orders beyond the last unit are taken, as short of stock, since a supplier may make more; what is reserved is never more than there is. A step out of turn is 409 and `sequence_fail`.',
  },
  {
    number: 24,
    name: 'Abuse of idempotency keys',
    answer: '400, 409 or 422; a key of somebody else never replays',
    log: 'input_validation_fail',
    shownBy: [
      ['test/e2e/idempotency.test.ts', 'the same key with another body'],
      ['test/e2e/idempotency.test.ts', 'a key belongs to one company'],
    ],
  },
  {
    number: 25,
    name: 'Learning from errors',
    answer: 'no stack, path, database or library in any of them',
    shownBy: [[attacks, '25. ']],
  },
  {
    number: 26,
    name: 'Lines of the attacker’s own in the log; secrets and people in it',
    answer: 'one line of JSON for each event, without any of them',
    shownBy: [
      ['src/services/auth/own-account/password-routes.test.ts', 'no name, address or password hash stands in the log'],
      [attacks, '26. '],
      ['test/e2e/personal-data.test.ts', 'what operators look at, and the log of all this, names nobody'],
      ['test/e2e/personal-data.test.ts', 'no refusal says back what it was sent'],
    ],
  },
  {
    number: 27,
    name: 'Changing the audit trail behind our back',
    answer: 'the first wrong entry is named; a cut-off tail too',
    shownBy: [['test/e2e/audit.test.ts', 'the trail is verified from the log']],
  },
  {
    number: 28,
    name: 'Making caches keep or mix up what is private',
    answer: '404 for made-up file names; `private` on what is somebody’s; `X-Forwarded-Host` is not read',
    shownBy: [
      ['test/e2e/regressions.test.ts', 'of one address, each caller gets their own answer'],
      [attacks, '28. '],
    ],
  },
  {
    number: 29,
    name: 'Formulas in exports, files that are something else',
    answer: 'cells are made text; 415',
    log: 'upload_validation',
    shownBy: [
      ['src/services/product/import/product-import-routes.test.ts', 'what is exported is imported again unchanged'],
      [attacks, '29. '],
    ],
  },
  {
    number: 30,
    name: 'Starting with missing or known secrets',
    answer: 'the start is refused',
    shownBy: [
      ['src/composition/secrets/secrets.test.ts', 'where several processes may serve, they are given'],
      ['src/composition/secrets/secrets.test.ts', 'no secret serves two purposes'],
    ],
  },
  {
    number: 31,
    name: 'Packages that are not what they were',
    answer: 'each is fixed by a hash; none needs an install script',
    shownBy: [['test/lockfile.test.ts', 'every package is fixed by a hash']],
    differs:
      'A list of components and the signatures of the registry are the business of who builds an image; the lock file is held to hashes here.',
  },
  {
    number: 32,
    name: 'Looking for what is not for strangers',
    answer: '404, 405; no header names a product or a version',
    log: 'input_validation_fail',
    shownBy: [[attacks, '32. ']],
    differs:
      '`/docs`, `/openapi.json` and the pages of problems are for everybody: the API is meant to be called by others.',
  },
  {
    number: 33,
    name: 'Whatever nobody has thought of yet: a firewall in front',
    answer:
      '403 by the OWASP Core Rule Set in `deploy/waf`, at paranoia level 1, from scores of 5 inbound and 4 outbound; the number of the rule stands in waf.log',
    shownBy: [
      [waf, '%s is refused with the number of a rule'],
      [waf, 'what the exchange refuses by itself comes through'],
    ],
    differs:
      '`npm run test:edge` shows it, which is no part of CI, whose time is used up: when it was last run, fifteen attacks were refused, each with its rule in waf.log, and of 52 tests of honest use (the whole trade, invoices, GraphQL, live events) no request. The refusal is nginx’s own page and no problem: see deploy/waf/nginx.conf. Version 3.3 of the set, which Debian 12 has, has no rule against prototype pollution; the exchange refuses that by itself (16).',
  },
  {
    number: 34,
    name: 'An identity provider that lies, or speaks for people who are not its own',
    answer:
      '401 or 403 that says which claim does not hold; no account of another organisation opens, and no session acts beyond its own',
    log: 'authn_login_fail, authn_login_fail_max, authz_fail',
    shownBy: [
      [hostileProvider, 'an ID token for %s is not believed'],
      [hostileProvider, 'an ID token signed with %s is not believed'],
      [hostileProvider, 'mix-up: the code of an honest provider'],
      [hostileProvider, 'a hostile provider opens no account of another organisation'],
      [hostileProvider, 'one answer signs in once'],
      [hostileProvider, 'answers that do not hold, twenty of them'],
      [providerSignIn, 'a session of a provider acts for its organisation alone'],
      [providerSignIn, 'an address that went to somebody else does not take the account along'],
    ],
  },
]
