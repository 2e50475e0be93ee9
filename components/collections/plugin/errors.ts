/** Says what is wrong and what to do; shown to the user as it is. */
export class PlainError extends Error {}

/** Nobody could look: the collection may be there, gone or changed. Never to be taken for "gone". */
export class UnreachableError extends PlainError {}

/** May be over in a moment. */
export class PassingError extends UnreachableError {}

/** Created or changed, but not as declared: the engine records what is there and tries again at the next update. */
export class HalfDoneError extends PlainError {
  constructor(
    message: string,
    readonly id: string,
    readonly actual: object,
  ) {
    super(message);
  }
}
