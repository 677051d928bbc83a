/** What the in-memory cache keeps and costs: hit rates on recorded traces, against the policies it was chosen over. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync } from 'node:zlib'
import { createMemoryCache } from '../src/infrastructure/cache/memory-cache.ts'
import { sharedData } from '../test/support/shared-data.ts'

/** Traces and capacities, in entries, of which optimum and LRU are known. */
const TRACES: readonly { readonly file: string; readonly capacities: readonly number[] }[] = [
  { file: 'web07.trace.xz', capacities: [300, 600, 1_200, 2_500, 5_000] },
  { file: 'orm-night.trace.xz', capacities: [500, 1_000, 2_500, 5_000, 10_000] },
  { file: 'sprite.trace.gz', capacities: [100, 200, 400, 600, 1_000] },
  { file: 'gli.trace.gz', capacities: [250, 500, 1_000, 2_000] },
]

/** Asks for a key and stores it when it is missing; answers whether it was a hit. */
type Policy = (key: number) => boolean

function leastRecentlyUsed(capacity: number): Policy {
  const keys = new Set<number>()
  return (key) => {
    const hit = keys.delete(key)
    if (!hit && keys.size >= capacity) for (const oldest of keys.values().take(1)) keys.delete(oldest)
    keys.add(key)
    return hit
  }
}

type SieveNode = { key: number; visited: boolean; newer: SieveNode | undefined; older: SieveNode | undefined }

/** SIEVE (Zhang et al., NSDI 2024): a queue, one bit an entry, a hand that sweeps from old to new. */
function sieve(capacity: number): Policy {
  const nodes = new Map<number, SieveNode>()
  let newest: SieveNode | undefined
  let oldest: SieveNode | undefined
  let hand: SieveNode | undefined
  const evict = (): void => {
    let node = hand ?? oldest
    while (node?.visited) {
      node.visited = false
      node = node.newer ?? oldest
    }
    if (node === undefined) return
    hand = node.newer
    if (node.newer === undefined) newest = node.older
    else node.newer.older = node.older
    if (node.older === undefined) oldest = node.newer
    else node.older.newer = node.newer
    nodes.delete(node.key)
  }
  return (key) => {
    const found = nodes.get(key)
    if (found !== undefined) {
      found.visited = true
      return true
    }
    if (nodes.size >= capacity) evict()
    const node: SieveNode = { key, visited: false, newer: undefined, older: newest }
    if (newest !== undefined) newest.newer = node
    newest = node
    oldest ??= node
    nodes.set(key, node)
    return false
  }
}

/** The adapter as it is, given the bytes that this many entries of this shape take. */
function memoryCache(capacity: number): Policy {
  const entry = { bytes: new Uint8Array(1_024) }
  const options = { ttlMs: 1, tags: [] }
  const name = (key: number): string => String(key).padStart(10, '0')
  const probe = createMemoryCache({ capacityBytes: 1 << 20, now: () => 0 })
  probe.set(name(0), entry, options)
  const cache = createMemoryCache({ capacityBytes: capacity * (probe.statistics().bytes + 40), now: () => 0 })
  return (key) => {
    if (cache.get(name(key)) !== undefined) return true
    cache.set(name(key), entry, options)
    return false
  }
}

const hitPercent = (trace: Int32Array, policy: Policy): number => {
  let hits = 0
  for (const key of trace) if (policy(key)) hits += 1
  return Number(((100 * hits) / trace.length).toFixed(2))
}

/** Big-endian 32-bit integers behind xz, or a number a line behind gzip. */
function readTrace(path: string): Int32Array {
  if (path.endsWith('.gz'))
    return Int32Array.from(
      gunzipSync(readFileSync(path))
        .toString('latin1')
        .split(/\s+/)
        .filter((line) => /^-?\d+$/.test(line)),
      Number,
    )
  const bytes = execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 28 })
  return Int32Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readInt32BE(index * 4))
}

const productKey = (index: number): string => `public/product/prd_${String(index).padStart(32, '0')}`

/** Live memory an entry takes beside its body, and the time of a hit, over a full catalogue. */
function measureCosts(): Record<string, number> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const entries = 100_000
  const bytes = Buffer.alloc(1_024)
  const cache = createMemoryCache({ capacityBytes: 1 << 30, now: () => performance.now() })
  collect()
  const before = process.memoryUsage()
  for (let index = 0; index < entries; index += 1)
    cache.set(productKey(index), { bytes }, { ttlMs: 1e9, tags: [`product:${productKey(index)}`] })
  collect()
  const after = process.memoryUsage()
  const live = after.heapUsed + after.external - before.heapUsed - before.external
  const keys = Array.from({ length: 1_000 }, (_, index) => productKey(index))
  const rounds = Array.from({ length: 9 }, () => {
    const start = performance.now()
    for (let hit = 0; hit < 1_000_000; hit += 1) cache.get(keys[hit % 1_000]!)
    return performance.now() - start
  }).toSorted((a, b) => a - b)
  return {
    liveBytesPerEntry: Math.round(live / entries),
    countedBytesPerEntry: Math.round(cache.statistics().bytes / entries),
    hitNs: Math.round(rounds[4]!),
  }
}

const rows = TRACES.flatMap(({ file, capacities }) => {
  const path = sharedData(`cache-traces/${file}`)
  if (path === undefined) {
    console.warn(`cache-eviction: ${file} is not here, passed over`)
    return []
  }
  const trace = readTrace(path)
  return capacities.map((capacity) => ({
    trace: file.split('.')[0],
    capacity,
    lru: hitPercent(trace, leastRecentlyUsed(capacity)),
    sieve: hitPercent(trace, sieve(capacity)),
    memoryCache: hitPercent(trace, memoryCache(capacity)),
  }))
})
const costs = measureCosts()
console.table(rows)
console.table(costs)
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ bench: 'cache-eviction', figures: { ...costs, hitPercents: rows } }))
