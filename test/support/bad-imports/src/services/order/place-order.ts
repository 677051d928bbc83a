/** Breaks service-shell-meets-ports-only: a use case that opens a socket. */
export { connect } from 'node:net'
