export { Api, type ApiArgs } from "./api";
export { apiWorkload } from "./workload";
