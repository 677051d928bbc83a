/** Started by the kill tests: consumes what the store holds, over the Redis that it is told. */
import { consumeUntilDone } from '../consume-until-done.fixture.ts'
import { openRedisBusAt, openStoreAt, openTestRedis, type RedisBusPlace } from './redis-bus-under-test.ts'

// Written by the test that starts this.
const place = JSON.parse(process.argv[2] ?? '{}') as RedisBusPlace
const store = openStoreAt(place)
const redis = await openTestRedis(place.url)
// Its predecessor was killed, and what that had is free when its leases have run out.
await consumeUntilDone(openRedisBusAt(redis, place, store, { leaseMs: 1_000 }), store)
redis.close()
