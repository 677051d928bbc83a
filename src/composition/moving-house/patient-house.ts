/** A house that is asked again where its servers do not answer: everything a move does to it may be done twice. */
import type { House } from './house.ts'
import type { Patiently } from './patience.ts'

/**
 * Of the spool, whole files are read and received by `copySpool` and `totalSpool`, which begin a file anew through
 * `patiently`: a stream cannot be.
 */
export function patientHouse(house: Omit<House, 'patiently'>, patiently: Patiently): House {
  const { store, personalData, keptFiles, spool } = house
  return {
    ...house,
    patiently,
    store: inheriting(store, {
      readCommits: (range) => patiently(() => store.readCommits(range)),
      readRepeats: (positions) => patiently(() => store.readRepeats(positions)),
      head: () => patiently(() => store.head()),
      readCheckpoint: (reader) => patiently(() => store.readCheckpoint(reader)),
      writeCheckpoint: (reader, position) => patiently(() => store.writeCheckpoint(reader, position)),
    }),
    personalData: inheriting(personalData, {
      readKeys: (range) => patiently(() => personalData.readKeys(range)),
      restoreKeys: (keys) => patiently(() => personalData.restoreKeys(keys)),
    }),
    keptFiles: inheriting(keptFiles, {
      read: (name) => patiently(() => keptFiles.read(name)),
      names: () => patiently(() => keptFiles.names()),
      write: (name, bytes) => patiently(() => keptFiles.write(name, bytes)),
    }),
    spool: inheriting(spool, {
      names: (range) => patiently(() => spool.names(range)),
      remove: (name) => patiently(() => spool.remove(name)),
    }),
  }
}

const inheriting = <Port extends object>(port: Port, patient: Partial<Port>): Port => ({ ...port, ...patient })
