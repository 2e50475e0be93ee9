import { rollbackSuite } from "../conformance/rollback-suite";

/** Ports of their own, so that other stacks may run beside the test. */
const PORTS = { public: 18643, operator: 19643 };

rollbackSuite({
  name: "Docker",
  stack: `rollback-${process.pid}`,
  config: async () => ({
    gateway: {
      publish: { address: "127.0.0.1", port: PORTS.public },
      operator: { address: "127.0.0.1", port: PORTS.operator },
    },
  }),
});
