/** Jobs on BullMQ under their contract, on one Redis. */
import { serverUrl } from '../../../../test/support/server-url.ts'
import { bullmqPlace } from './bullmq-place.fixture.ts'
import { jobsContract } from '../jobs.contract.ts'

const url = serverUrl('REDIS_URL')

if (url !== undefined) {
  jobsContract('bullmq', () => bullmqPlace(url))
  jobsContract('bullmq and the store', () => bullmqPlace(url, true))
}
