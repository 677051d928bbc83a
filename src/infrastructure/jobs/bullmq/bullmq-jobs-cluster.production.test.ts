/** Jobs on BullMQ under their contract, on a Redis Cluster: in a file of its own, since it waits for many deaths to be noticed. */
import { serverUrl } from '../../../../test/support/server-url.ts'
import { bullmqPlace } from './bullmq-place.fixture.ts'
import { jobsContract } from '../jobs.contract.ts'

const url = serverUrl('REDIS_CLUSTER_URL')

if (url !== undefined) jobsContract('bullmq on a cluster', () => bullmqPlace(url))
