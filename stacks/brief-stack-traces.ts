// The SDK notes a stack trace for every promise that it makes. At Node's ten frames each, that is a third of the time that
// a preview of a hundred resources spends in the program; three still name the place of an unexpected error.
Error.stackTraceLimit = 3;

export {};
