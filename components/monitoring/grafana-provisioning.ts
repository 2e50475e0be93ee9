import { PROMETHEUS } from "./paths";
import { toYaml } from "./yaml";

/** How dashboards name the data source. Fixed, so that a dashboard works in every stack. */
export const DATA_SOURCE_UID = "prometheus";

/** @param host of Prometheus */
export function dataSources(host: string): string {
  return toYaml({
    apiVersion: 1,
    // A data source that an earlier release provisioned and this one does not is removed.
    prune: true,
    datasources: [
      {
        name: "Prometheus",
        uid: DATA_SOURCE_UID,
        type: "prometheus",
        access: "proxy",
        url: `http://${host}:${PROMETHEUS.port}${PROMETHEUS.prefix}`,
        isDefault: true,
        editable: false,
        jsonData: { httpMethod: "POST", timeInterval: "15s" },
      },
    ],
  });
}

export function dashboardProvider(directory: string): string {
  return toYaml({
    apiVersion: 1,
    providers: [
      {
        name: "platform",
        folder: "Platform",
        type: "file",
        disableDeletion: true,
        allowUiUpdates: false,
        updateIntervalSeconds: 60,
        options: { path: directory },
      },
    ],
  });
}
