/** A page for each problem code: what it means and what to do about it. */
import { escapeHtml, page, prose } from './page.ts'

/** What each service says of the codes it refuses with. */
export type ProblemCatalogue = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

/** The gateway's and the store's own codes. */
export const gatewayProblems: ProblemCatalogue = {
  'gateway/not-signed-in': {
    title: 'Not signed in',
    remedy: 'Get a token at `POST /v1/auth/token` and send it as `Authorization: Bearer …`.',
  },
  'gateway/not-allowed': {
    title: 'Not allowed',
    remedy: 'Your account or role does not include this. Ask an owner or admin of your organisation.',
  },
  'gateway/no-organisation': {
    title: 'No acting organisation',
    remedy: 'Name the organisation you act for in the header `FX-Organisation`.',
  },
  'gateway/unknown-dead-letter': {
    title: 'Unknown dead letter',
    remedy: 'List them at `GET /v1/dead-letters`; one that was replayed is no longer there.',
  },
  'backup/not-in-a-folder': {
    title: 'Not kept in a folder',
    remedy: 'Back the servers up by their own means: docs/production.md, "Backups", says which and how.',
  },
  'rebuild/under-way': {
    title: 'A rebuild is under way',
    remedy: 'One is done at a time. Follow the one that is under way at `GET /v1/rebuilds/{id}`, or cancel it.',
  },
  'rebuild/unknown': {
    title: 'Unknown rebuild',
    remedy: 'Use the id that `POST /v1/rebuilds` answered; what ended a week ago is forgotten.',
  },
  'rebuild/unknown-collection': {
    title: 'Nothing of that name is rebuilt here',
    remedy: 'Name collections as `fx rebuild --list` shows them, and `search` for the index; leave them out for all.',
  },
  'rebuild/superseded': {
    title: 'Another release builds read models',
    remedy: 'Ask a process of the release that started last; what it has built is as it wants it.',
  },
  'gateway/upgrade-query': {
    title: 'A WebSocket path with a query',
    remedy:
      'Leave the query out. Send the token in `Authorization`, or, from a browser, as the subprotocol `bearer.` followed by it.',
  },
  'gateway/not-a-websocket': {
    title: 'Not a WebSocket',
    remedy: 'Connect with a WebSocket client (RFC 6455).',
  },
  'gateway/unknown-origin': {
    title: 'A page of another origin',
    remedy:
      'Call the exchange from its own pages or from a server, or have the operator name the origin of yours in `FX_ORIGINS`.',
  },
  'gateway/caller-unknown': {
    title: 'The caller could not be looked up in time',
    remedy: 'Connect again after `Retry-After`.',
  },
  'gateway/version-ended': {
    title: 'This version has ended',
    remedy: 'Call the same path under `/v2`; `/docs/versions` says what is otherwise there.',
  },
  'gateway/unknown-path': { title: 'Unknown path', remedy: 'Compare the path with the API description at `/docs`.' },
  'gateway/method-not-allowed': {
    title: 'Method not allowed',
    remedy: 'Use one of the methods in the `Allow` header.',
  },
  'gateway/malformed-request': {
    title: 'Not a request',
    remedy: 'Send HTTP/1.1 with a method, a path, a `Host` and one `Content-Length`; over TLS, to the port of TLS.',
  },
  'gateway/request-timeout': {
    title: 'The request did not arrive in time',
    remedy: 'Headers and body have 30 seconds; a file has as long as it takes while 128 KiB come in every 30 seconds.',
  },
  'gateway/headers-too-large': {
    title: 'Headers too large',
    remedy:
      'Send at most 100 headers, each of at most 8,192 characters, and 16 KiB together with the path. Long filters belong into several requests, cookies nowhere.',
  },
  'gateway/malformed-body': {
    title: 'Malformed body',
    remedy:
      'Send well-formed JSON: at most 32 levels deep, no lone surrogates, no member twice or called `__proto__`, `constructor` or `prototype`.',
  },
  'gateway/invalid-body': {
    title: 'The body does not fit',
    remedy:
      'Each entry of `errors` names a field by JSON pointer and says what it must be. Unknown fields are refused, nothing is coerced.',
  },
  'gateway/invalid-query': {
    title: 'A query parameter does not fit',
    remedy: 'Each entry of `errors` names a parameter. Unknown parameters are refused.',
  },
  'gateway/invalid-path': { title: 'The path does not fit', remedy: 'Ids look like `ord_` and 32 hexadecimal digits.' },
  'gateway/invalid-cursor': {
    title: 'Not a cursor of this list',
    remedy: 'Take `page.next` from the page before and keep the same filters.',
  },
  'gateway/body-unexpected': { title: 'No body expected', remedy: 'Send this request without a body.' },
  'gateway/body-too-large': {
    title: 'Body too large',
    remedy: 'A JSON body has at most 1 MiB. Send large catalogues to `POST /v1/products/imports`.',
  },
  'gateway/unsupported-media-type': {
    title: 'Unsupported media type',
    remedy: 'Send `Content-Type: application/json`.',
  },
  'gateway/quota-exceeded': {
    title: 'Quota exceeded',
    remedy:
      'Wait the seconds in `Retry-After`. `RateLimit` and `RateLimit-Policy` tell with every reply how much is left: spread requests, take larger pages, keep what has an ETag.',
  },
  'gateway/url-too-long': {
    title: 'Address too long',
    remedy: 'Use fewer or shorter filters: 8,192 characters at most.',
  },
  'gateway/repeated-header': {
    title: 'A header stands twice',
    remedy: 'Send it once: of two, a proxy might have read the other one.',
  },
  'gateway/unknown-host': {
    title: 'Not reached under this name',
    remedy: 'Use the address that the operator gave you. The operator lists the names of the exchange in `FX_HOSTS`.',
  },
  'gateway/malformed-path': { title: 'Malformed path', remedy: 'Percent-encode the path as URLs want it.' },
  'gateway/as-of-malformed': {
    title: 'FX-As-Of is malformed',
    remedy: 'Send the value back as a write was answered with it, or leave the header out.',
  },
  'gateway/as-of-not-reached': {
    title: 'Not there yet',
    remedy:
      'Repeat the request after the seconds in `Retry-After`. Should it stay, the value is of another exchange: leave the header out.',
  },
  'gateway/if-match-missing': {
    title: 'If-Match is missing',
    remedy: 'Read the resource, send its `ETag` as `If-Match`.',
  },
  'gateway/if-match-malformed': {
    title: 'If-Match is malformed',
    remedy: 'Send one strong ETag with its quotes, such as `"v3"`.',
  },
  'gateway/if-match-futile': {
    title: 'There is no ETag to match',
    remedy: 'Send the request without `If-Match`, or with `*`.',
  },
  'gateway/unexpected': { title: 'Unexpected error', remedy: 'Try again; if it stays, send us the `traceId`.' },
  'idempotency/key-missing': {
    title: 'Idempotency-Key is missing',
    remedy: 'Send a new UUID as `Idempotency-Key` with every write.',
  },
  'idempotency/key-malformed': { title: 'Idempotency-Key is malformed', remedy: '1 to 255 visible ASCII characters.' },
  'idempotency/other-payload': {
    title: 'Key used with another request',
    remedy: 'Choose a new key for a new request; repeat the old request unchanged to get its answer.',
  },
  'idempotency/in-flight': {
    title: 'Still running',
    remedy: 'The first request with this key has not ended; repeat after the seconds in `Retry-After`.',
  },
  'store/stale-version': {
    title: 'Changed since you read it',
    remedy: 'Read it again and repeat the change on what you find.',
  },
  'as-of/malformed': {
    title: 'Not a moment',
    remedy: 'Write `asOf` in UTC as ISO 8601 does, 2026-08-01T09:00:00.000Z, or a version as its ETag does, v3.',
  },
  'as-of/to-come': {
    title: 'A moment that is still to come',
    remedy: 'Leave `asOf` out to read the record as it stands now.',
  },
  'as-of/not-yet': {
    title: 'It did not exist at that moment',
    remedy: 'The problem says since when it does: ask for that moment or a later one.',
  },
  'store/contended': {
    title: 'Too much contention',
    remedy: 'Nothing was changed. Repeat with the same Idempotency-Key.',
  },
  'store/overloaded': {
    title: 'Overloaded',
    remedy: 'Nothing was changed. Repeat with the same Idempotency-Key after `Retry-After`.',
  },
  'store/closing': { title: 'Shutting down', remedy: 'Repeat with the same Idempotency-Key; another process answers.' },
}

export function renderProblemIndex(catalogue: ProblemCatalogue): string {
  const items = Object.entries(catalogue)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([code, { title }]) =>
        `<tr><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`,
    )
  return page(
    'Problems',
    '<ul><li><a href="/docs">API</a></li></ul>',
    `<h1>Problem codes</h1><table>${items.join('')}</table>`,
  )
}

export function renderProblemPage(code: string, { title, remedy }: ProblemCatalogue[string] & object): string {
  const content = `<h1>${escapeHtml(title)}</h1><p><code>${escapeHtml(code)}</code></p><h2>What to do</h2>${prose(remedy)}`
  return page(
    title,
    '<ul><li><a href="/problems">All problem codes</a></li><li><a href="/docs">API</a></li></ul>',
    content,
  )
}
