/** Keeps files in GridFS, for all processes: a file shows once all of it is there, and then takes the place of the older. */
import { buffer } from 'node:stream/consumers'
import { GridFSBucket, ReadPreference, type Db, type ObjectId } from 'mongodb'
import { assertKeptName, type KeptFiles } from './kept-files.ts'

const timeoutMs = 10_000
const attemptsMax = 5
const durable = { w: 'majority', journal: true, wtimeoutMS: timeoutMs } as const

export function createMongodbKeptFiles(database: Db): KeptFiles {
  const bucket = new GridFSBucket(database, {
    bucketName: 'keptFiles',
    writeConcern: durable,
    readPreference: ReadPreference.primary,
  })
  /** Newest first; those written in the same moment by their id. */
  const revisions = (name: string) =>
    bucket.find({ filename: name }, { sort: { uploadDate: -1, _id: -1 }, limit: 100, maxTimeMS: timeoutMs }).toArray()
  const isThere = (id: ObjectId) => bucket.find({ _id: id }, { maxTimeMS: timeoutMs }).hasNext()
  const remove = async (id: ObjectId): Promise<void> => {
    try {
      await bucket.delete(id)
    } catch (error) {
      // Another writer was faster.
      if (await isThere(id)) throw error
    }
  }
  return {
    async read(name) {
      assertKeptName(name)
      for (let attempt = 1; ; attempt++) {
        const [newest] = await revisions(name)
        if (newest === undefined) return undefined
        try {
          return await buffer(bucket.openDownloadStream(newest._id))
        } catch (error) {
          // Replaced while it was read: there is a newer one.
          if (attempt === attemptsMax || (await isThere(newest._id))) throw error
        }
      }
    },
    async names() {
      const files = bucket.find({}, { projection: { filename: 1 }, maxTimeMS: timeoutMs })
      const names = new Set<string>()
      for await (const { filename } of files) names.add(filename)
      return [...names].toSorted()
    },
    async write(name, bytes) {
      assertKeptName(name)
      const upload = bucket.openUploadStream(name)
      await new Promise<void>((resolve, reject) => {
        upload.once('error', reject).once('finish', resolve)
        upload.end(bytes)
      })
      const [, ...older] = await revisions(name)
      for (const { _id } of older) await remove(_id)
    },
  }
}
