/** Breaks service-contract-shows-little: a contract that hands out the framework. */
export type { FastifyRequest } from 'fastify'
