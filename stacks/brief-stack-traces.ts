// The SDK notes a stack trace for every promise that it makes. At Node's ten frames each, that is a third of the time that
// a preview of a hundred resources spends in the program; one still names the place where an unexpected error was thrown.
Error.stackTraceLimit = 1;

export {};
