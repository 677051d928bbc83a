/** What whoever does not know a password is told, whether or not there is such an account. */
import type { Rejection } from '../../../kernel/rejection.ts'

export const wrongCredentials: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/wrong-credentials',
  detail: 'No account has this e-mail and password.',
}
