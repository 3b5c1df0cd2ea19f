// Whether two types are one and the same, told by the compiler: neither may have a key, or a choice, that the other lacks.

/** `true`, or `false`: of what is `readonly` nothing is asked, for JSON does not know it. */
export type Same<A, B> = Identical<Plain<A>, Plain<B>>

/** Two conditional types agree only when the compiler holds what they extend for identical, optional keys included. */
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Plain<T> = T extends readonly (infer Element)[]
  ? Plain<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T
