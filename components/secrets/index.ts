export { keptSecret } from "./kept-secret";
