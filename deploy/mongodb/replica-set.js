// Makes the replica set, or brings the settings of one that is there to what stands here. For mongosh, on one node.

const members = [27017, 27018, 27019].map((port, index) => ({ _id: index, host: `127.0.0.1:${port}` }))

const settings = {
  // Heard nothing of the primary for so long, the others elect. By default it is 10 s, and writes wait as long; with 2 s
  // they were back within 2.1 to 7.7 s of a kill. Less would take a pause of the disk for a dead node. Over a network
  // between regions, where silences of seconds are common, set 5,000.
  electionTimeoutMillis: 2000,
  // Asked twice as often as it may be silent.
  heartbeatIntervalMillis: 1000,
  // Each secondary copies from the primary. By default one may copy from the other, and where that one stops, or its disk
  // does, the copier waits with it: two of three nodes are well, and for up to 30 s no write has a majority.
  chainingAllowed: false,
}

function isThere() {
  try {
    return rs.status().ok === 1
  } catch (error) {
    // 94: not yet initialised.
    if (error.code === 94) return false
    throw error
  }
}

if (isThere()) {
  const config = rs.conf()
  rs.reconfig({ ...config, settings: { ...config.settings, ...settings } })
} else {
  rs.initiate({ _id: 'rs0', members, settings })
}

const deadline = Date.now() + 60_000
while (!db.hello().isWritablePrimary && !db.hello().primary) {
  if (Date.now() > deadline) throw new Error('No primary after a minute: look at the logs of the three nodes.')
  sleep(200)
}

// Whoever writes without saying how safely, writes safely: acknowledged by a majority, in the journal, and told within
// five seconds if that cannot be had. The exchange says so itself with every write; this is for people and their scripts.
// Reads see what a majority has, so that nothing is shown that a fail-over takes back.
const primary = new Mongo(`mongodb://${members.map(({ host }) => host).join(',')}/?replicaSet=rs0`)
primary.getDB('admin').runCommand({
  setDefaultRWConcern: 1,
  defaultWriteConcern: { w: 'majority', j: true, wtimeout: 5000 },
  defaultReadConcern: { level: 'majority' },
  writeConcern: { w: 'majority' },
})
