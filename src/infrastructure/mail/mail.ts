/** Mail leaves through this port: by SMTP in production, into a folder where nobody is to be written to. */

export type Mail = { readonly to: string; readonly subject: string; readonly text: string }

export interface Mailer {
  /** Resolves when the mail was handed over. The same `key` is handed over once. */
  send(mail: Mail, key: string): Promise<void>
  /** Removes what is still kept of mails to this address; what was handed over is its receiver's. */
  forget(to: string): Promise<void>
}
