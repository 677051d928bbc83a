/** Personal data on the embedded exchange: erased by destroying the person's key, shown by looking into every file. */
import { erasurePromises } from '../support/erasure-promises.ts'
import { files, text } from '../support/find-traces.ts'

erasurePromises({
  start: {},
  keepers: (exchange) => [files(exchange.data), text('output', exchange.output)],
  seen: ['exchange.db', 'search.db', 'output'],
})
