/** A worker whose end the second seed is, and which never answers for the thirteenth. */
process.on('message', (seed) => {
  if (seed === 2) process.exit(3)
  if (seed !== 13) process.send!({ seed, isSound: true, told: '', calls: 1, looked: {}, cpuMs: 1 })
})
