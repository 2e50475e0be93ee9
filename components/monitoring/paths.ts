/** The three user interfaces: workload, port and path. The gateway's operator entry forwards each path unchanged. */
export const PROMETHEUS = { workload: "prometheus", port: 9090, prefix: "/prometheus" } as const;
export const ALERTMANAGER = { workload: "alertmanager", port: 9093, prefix: "/alertmanager" } as const;
export const GRAFANA = { workload: "grafana", port: 3000, prefix: "/grafana" } as const;

/** Bearer tokens of scrape targets, one file each, named like the token. */
export const TOKEN_DIRECTORY = "/run/secrets/prometheus";

/** Address under which a browser reaches a user interface, with the trailing slash that both servers ask for. */
export function publicUrl(operatorUrl: string, prefix: string): string {
  return `${operatorUrl.replace(/\/+$/, "")}${prefix}/`;
}
