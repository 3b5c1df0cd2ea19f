// What the daemon says of itself before anybody has shown a token: `GET /page/door.json`.

export interface Door {
  readonly needsToken: boolean
}
