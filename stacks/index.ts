import "./brief-stack-traces";
import { clusterFacts } from "./cluster";
import { loadFromPulumi } from "./config";
import { Platform } from "./platform";
import { releasesOf } from "./releases";

// Whatever is wrong with the configuration or the working tree is said here, before the first resource is touched.
const { config, secrets } = loadFromPulumi();
const releases = releasesOf(config);

const cluster = clusterFacts(config);

export = new Platform(config, secrets, releases, cluster).outputs;
