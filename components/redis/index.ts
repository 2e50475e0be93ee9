export { Redis, type RedisArgs } from "./redis";
export { redisWorkload } from "./workload";
