/** A piece of personal data as it may be kept: only the key of its person, kept elsewhere, turns it back into text. */
export type Sealed = string

/** What this service asks of the keeper of personal data. */
export interface PersonalData {
  seal(personId: string, text: string): Promise<Sealed>
  /** Undefined once the person was erased. */
  open(sealed: Sealed): Promise<string | undefined>
  digest(kind: string, text: string): string
}
