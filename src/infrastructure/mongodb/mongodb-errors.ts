/** What an error of MongoDB says about a write: somebody else was first, the servers are busy with themselves, or it is our mistake. */
import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb'

const duplicateKey = 11_000
const writeConflict = 112

/** Of a document that had changed since it was looked at: the write begins again with another look. */
export class DocumentMoved extends Error {
  override name = 'DocumentMoved'
}

/** Of a transaction whose end nobody told us: it may have landed. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'
}

/** True where the write lost to another writer and left nothing. */
export const isConflict = (error: unknown): boolean =>
  error instanceof DocumentMoved ||
  (error instanceof MongoServerError && (error.code === duplicateKey || error.code === writeConflict))

/** Mistakes of ours that no repetition mends, among all that servers, networks and elections do. */
const lasting = new Set([
  2, // BadValue
  9, // FailedToParse
  13, // Unauthorized
  14, // TypeMismatch
  121, // DocumentValidationFailure
  10_334, // BSONObjectTooLarge
])

/** True for what passes by itself: an election, a network that broke, a server that took too long. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof MongoError)) return false
  if (error instanceof MongoServerError || error instanceof MongoBulkWriteError)
    return !lasting.has(Number(error.code)) && !isConflict(error)
  return error.name !== 'MongoInvalidArgumentError' && error.name !== 'MongoAPIError'
}
