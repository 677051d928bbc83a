/** The port to the list of passwords that many people use, which guessers begin with. */

export interface PopularPasswords {
  /**
   * Reads the list, the first time that it is asked for. What it gives tells whether a text (in lower case, letters and
   * digits only) is listed; of 10⁹ texts that are not, less than one is taken for one that is.
   */
  read(): Promise<(bare: string) => boolean>
}

/** Of each password the first bytes of its SHA-256: a list of digests gives nobody a password to try. */
export const digestBytes = 6
