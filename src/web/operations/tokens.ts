// The routes about who may ask from other machines.
import { revokeBody, tokenBody } from '../routes/tokens.ts'
import type { Operation } from './operation.ts'

export const TOKENS_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/whoami',
    id: 'whoAmI',
    tag: 'tokens',
    schema: 'TokenBearer',
    summary: 'as whom one is known here, and what one may do',
    answer:
      'the name of the token, or the user at the other end of the socket; its scope; endsAtMs, where the token ends',
  },
  {
    method: 'get',
    path: '/v1/tokens',
    id: 'listTokens',
    tag: 'tokens',
    schema: 'TokenList',
    summary: 'every token, without its secret',
    answer: 'the tokens',
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens',
    id: 'createToken',
    tag: 'tokens',
    schema: 'NewToken',
    summary: 'make a token',
    answer: 'the token, and its secret, which is told this once',
    body: tokenBody,
    refusals: [409, 503],
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens/revoke',
    id: 'revokeToken',
    tag: 'tokens',
    schema: 'RevokeReport',
    summary: 'take a token back',
    answer: 'the token that was revoked',
    body: revokeBody,
    refusals: [404, 503],
    isLocal: true,
  },
]
