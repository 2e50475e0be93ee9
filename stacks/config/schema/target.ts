import { choice, flag, integer, section, text } from "./fields";

const HOST = /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$|^[0-9a-fA-F:]+$/;
const DIRECTORY = /^\/[\w./-]*$/;
/** Five characters short of a DNS label: what watches the nodes lives in a namespace of its own, `<namespace>-host`. */
export const NAMESPACE_NAME = /^[a-z0-9]([a-z0-9-]{0,56}[a-z0-9])?$/;

export const docker = section({
  host: text(/^(unix:\/\/\/|npipe:\/\/|ssh:\/\/)\S+$/, "unix:///…, npipe://… or ssh://user@host[:port]")
    .optional()
    .describe("Docker engine. Default: ssh:// to deployment.targetHost if that is set, else the local engine."),
})
  .prefault({})
  .describe("The Docker engine that the platform docker uses.");

export const EXPOSURES = ["NodePort", "LoadBalancer"] as const;

export const kubernetes = section({
  context: text(/^\S{1,253}$/, "the name of a context of your kubeconfig")
    .optional()
    .describe("Context of the kubeconfig. Default: the current one."),
  namespace: text(NAMESPACE_NAME, "a name of up to 58 lower-case letters, digits and -")
    .optional()
    .describe("Namespace that holds everything. Default: vector-platform-<stack>."),
  storageClass: text(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "the name of a storage class of the cluster")
    .optional()
    .describe("Storage class of the volumes. Default: the cluster's own default."),
  exposure: choice(EXPOSURES)
    .default("NodePort")
    .describe(
      "How users reach the gateway: at every node, or at a load balancer. Default in production: LoadBalancer.",
    ),
  cpuOvercommit: integer(1, 100)
    .default(1)
    .describe("Divides what each pod asks for; its limit stays. More than 1 only where the machine is small."),
  arriveSeconds: integer(30, 3600)
    .optional()
    .describe(
      "Longest time from a pod's order to its start, in seconds: a place on a node, its image, its volumes. Default: 300.",
    ),
})
  .prefault({})
  .describe("The cluster that the platform kubernetes uses.");

/** Row A7: what the environment variables of the original procedure said. */
export const deployment = section({
  targetHost: text(HOST, "a host name or an IP address")
    .optional()
    .describe("Server that is deployed to over SSH. Default: none."),
  user: text(/^[a-z_][a-z0-9_-]{0,31}$/, "a user name of the server")
    .default("citadel")
    .describe("User to log in as."),
  sshKey: text(/^[~/][\w./-]*$/, 'a path such as "~/.ssh/id_ed25519"')
    .default("~/.ssh/id_ed25519")
    .describe("File that holds the private key to log in with."),
  backupDirectory: text(DIRECTORY, "an absolute path")
    .default("/var/backups/vector-platform")
    .describe("Where backups go."),
  logDirectory: text(DIRECTORY, "an absolute path")
    .default("/var/log/vector-platform")
    .describe("Where deployment logs go."),
  timeoutSeconds: integer(60, 86_400).default(1800).describe("Longest time a deployment may take, in seconds."),
  rollbackEnabled: flag().default(true).describe("Take a failing release back without asking."),
  validationEnabled: flag().default(true).describe("Check the stack before and after a change."),
  healthCheck: section({
    intervalSeconds: integer(1, 3600).default(30).describe("Time between two health checks, in seconds."),
    timeoutSeconds: integer(1, 600).default(10).describe("Time a check may take, in seconds."),
    retries: integer(0, 20).default(3).describe("Failures in a row before a service counts as unhealthy."),
  })
    .prefault({})
    .describe("Health checks during and after a deployment."),
})
  .prefault({})
  .describe("How and where a deployment runs.");
