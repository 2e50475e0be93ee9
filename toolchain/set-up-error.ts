/** Something the person at the keyboard can mend: the message says what and how, and no stack trace follows it. */
export class SetUpError extends Error {
  override readonly name = "SetUpError";
}
