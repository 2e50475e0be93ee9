export { judgeImages, type RunningNow, runningNow, settled, type Workloads, workloadsOf } from "./workloads";
