// The routes of an app by the path of a request: which methods are there, what is known of them, which path is meant.
import type { Hono } from 'hono'
import { nearest } from '../zone/nearest.ts'
import { WHOLE_SERVER } from './listen/request-target.ts'
import type { Operation } from './operations/operation.ts'
import { OPERATIONS } from './operations/registry.ts'

interface Route {
  readonly method: string
  /** As OpenAPI writes it. */
  readonly path: string
  readonly pattern: RegExp
  readonly operation: Operation | undefined
}

export class RouteTable {
  readonly #app: Hono
  #known: readonly Route[] | undefined

  constructor(app: Hono) {
    this.#app = app
  }

  /** Of HEAD it is that of GET. */
  operationAt(method: string, path: string): Operation | undefined {
    const wanted = method === 'HEAD' ? 'GET' : method
    return this.#at(path).find((route) => route.method === wanted)?.operation
  }

  /** RFC 9110 §10.2.1: what may stand in Allow; empty: there is no such path. Of the server as a whole it is what any path has. */
  methodsAt(path: string): string[] {
    const routes = path === WHOLE_SERVER ? this.#routes : this.#at(path)
    const methods = new Set(routes.map(({ method }) => method))
    if (methods.size === 0) return []
    if (methods.has('GET')) methods.add('HEAD')
    return [...methods.add('OPTIONS')].sort()
  }

  /** The path that was meant, or undefined. */
  nearest(path: string): string | undefined {
    const candidates = new Set(this.#routes.map((route) => filledIn(route.path, path)))
    return nearest(path, [...candidates]) ?? [...candidates].find((candidate) => candidate === `/v1${path}`)
  }

  #at(path: string): readonly Route[] {
    return this.#routes.filter(({ pattern }) => pattern.test(path))
  }

  /** Not before the first request: routes are added until then. */
  get #routes(): readonly Route[] {
    this.#known ??= this.#app.routes.filter(({ method }) => method !== 'ALL').map(routeOf)
    return this.#known
  }
}

/** `GET /v1/status`, as OpenAPI writes paths. */
export function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`
}

const KNOWN = new Map(OPERATIONS.map((operation) => [keyOf(operation.method, operation.path), operation]))

function routeOf({ method, path }: { readonly method: string; readonly path: string }): Route {
  const segments = path.split('/').map((segment) => {
    const [, name, form] = /^:(\w+)(?:\{(.*)\})?$/.exec(segment) ?? []
    return name === undefined ? segment.replaceAll(/[^\w-]/g, '\\$&') : (form ?? '[^/]+')
  })
  const operation = KNOWN.get(keyOf(method, path))
  return {
    method,
    path: keyOf('', path).trim(),
    pattern: new RegExp(`^${segments.join('/')}$`),
    operation,
  }
}

/** The path of a route, with what a request has in the places of its parameters. */
function filledIn(path: string, asked: string): string {
  const parts = asked.split('/')
  return path
    .replace(/\/+$/, '')
    .split('/')
    .map((part, at) => (part.startsWith('{') ? (parts[at] ?? part) : part))
    .join('/')
}
