/** What the refusals of the store, jobs, search, caches and other ports mean to a client, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const readings: Problems = {
  'store/unknown-cursor': {
    title: 'Not a cursor of this list',
    remedy: 'Begin again at the first page, and take `page.next` from each page as it stands.',
  },
  'store/unavailable': {
    title: 'The database did not take it in time',
    remedy: 'Nothing was changed. Send the same request again after the seconds in `Retry-After`.',
  },
  'store/unanswered': {
    title: 'The database did not answer in time',
    remedy: 'Send the same request again, a write with the same `Idempotency-Key`, after the seconds in `Retry-After`.',
  },
  'store/outcome-unknown': {
    title: 'The database did not say whether it took it',
    remedy:
      'Send the same request again with the same `Idempotency-Key`: whatever became of the first, it happens once.',
  },
  'search/bad-cursor': {
    title: 'A cursor of another search',
    remedy: 'Words, filters and order stay the same from page to page. Begin again without `cursor`.',
  },
  'search/unavailable': {
    title: 'Search is not available',
    remedy:
      'All else works: products by their id, orders, stock. Repeat the search after the seconds in `Retry-After`.',
  },
  'search/read-only': {
    title: 'Search takes up no changes',
    remedy:
      'Searches go on and show the catalogue as it was. The operator frees disk space on the search servers; what has changed meanwhile is then taken up by itself.',
  },
  'cache/too-many-loads': {
    title: 'Too many readings at once',
    remedy: 'Repeat the reading after the seconds in `Retry-After`.',
  },
  'cache/load-timed-out': {
    title: 'The reading took too long',
    remedy: 'Repeat it after the seconds in `Retry-After`; ask for less if it stays: a smaller page, narrower filters.',
  },
  'redis/unavailable': {
    title: 'A part behind the exchange is away',
    remedy: 'Send the same request again, a write with the same `Idempotency-Key`, after the seconds in `Retry-After`.',
  },
  'personal-data/erased': {
    title: 'The person was erased',
    remedy: 'Nothing is kept about this person any more, at their own wish. They may register anew.',
  },
}

const analytics: Problems = {
  'analytics/unavailable': {
    title: 'Analytics is not available',
    remedy: 'All else works, and nothing is lost: the figures catch up. Ask again after the seconds in `Retry-After`.',
  },
  'analytics/not-installed': {
    title: 'The engine of analytics is not installed',
    remedy:
      'The operator runs `npm run fx -- analytics install` on the machine of the exchange and starts the exchange again, or names a ClickHouse server in `CLICKHOUSE_URL`.',
  },
  'analytics/newer-schema': {
    title: 'The tables are of a later release',
    remedy: 'The operator runs the later release again, or gives this one a database of its own.',
  },
  'analytics/too-much': {
    title: 'Too much for one answer',
    remedy: 'Ask for fewer days, or group by something coarser.',
  },
}

const spool: Problems = {
  'spool/too-large': {
    title: 'The file is too large',
    remedy: 'Split it into several, each below 1 GiB, and send them one by one.',
  },
  'spool/no-room': {
    title: 'No room for the file',
    remedy: 'Nothing was kept. Send it again when other imports are done.',
  },
  'spool/cut-off': { title: 'The file did not arrive whole', remedy: 'Send it again, with the same Idempotency-Key.' },
}

const jobs: Problems = {
  'jobs/queue-full': {
    title: 'Too many jobs are waiting',
    remedy: 'Nothing was accepted. Send the request again with the same Idempotency-Key when other jobs are done.',
  },
  'jobs/bad-request': {
    title: 'Not a job or a page of jobs',
    remedy: 'The detail names the bound: attempts, the moment to start at, or the size of the page.',
  },
  'jobs/unknown-cursor': {
    title: 'Not a cursor of this list',
    remedy: 'Begin again at the first page, and take `page.next` from each page as it stands.',
  },
  'jobs/payload-too-large': {
    title: 'A job with too much to carry',
    remedy: 'Send less with the request: a shorter mapping, or several jobs.',
  },
  'jobs/checkpoint-too-large': {
    title: 'A job that remembers too much',
    remedy: 'What it did so far is kept. Split the work into several jobs.',
  },
  'jobs/result-too-large': {
    title: 'A job whose result is too large to keep',
    remedy: 'The work itself is done. Read its effect, such as the products, or split it into several jobs.',
  },
  'jobs/cancelled': {
    title: 'The job was cancelled',
    remedy: 'What it did before stays. Start a new job if it is wanted after all.',
  },
  'jobs/timed-out': {
    title: 'The job took longer than it may',
    remedy: 'What it did before stays. Split the work, such as a catalogue into several files.',
  },
  'jobs/stopping': {
    title: 'The exchange is stopping',
    remedy: 'Nothing: the job goes on when the exchange runs again.',
  },
  'jobs/interrupted': {
    title: 'The job was interrupted too often',
    remedy: 'Start it again; tell us the job’s id if that ends in the same way.',
  },
  'jobs/run-over': {
    title: 'The job is in other hands',
    remedy: 'Nothing: another run of the same job has taken over. Read the job to see how it ends.',
  },
  'jobs/unexpected': {
    title: 'The job failed in a way nobody foresaw',
    remedy: 'It was recorded under the job’s id. Start it again; tell us the id if it fails in the same way.',
  },
}

const outgoing: Problems = {
  'outgoing/url': {
    title: 'Not a URL that is called',
    remedy: 'Give an `https` URL at port 443, with a name or a public address and no user in it.',
  },
  'outgoing/not-public': {
    title: 'Not a public address',
    remedy: 'Give a URL that leads to a public address: what lies inside a network is not called.',
  },
}

export const infrastructureProblems: Problems = { ...readings, ...outgoing, ...analytics, ...spool, ...jobs }
