import { describe, expect, it } from "vitest";
import {
  type Claim,
  missingVolumes,
  PROVISIONER,
  releasedVolumes,
  type StorageClass,
  type Volume,
} from "../../../../toolchain/cluster/provisioner";

const FOLDER = "/var/lib/example/volumes";

function storageClass(more: Partial<StorageClass> = {}): StorageClass {
  return { metadata: { name: "local" }, provisioner: PROVISIONER, ...more };
}

function claim(spec: Claim["spec"] = {}, phase = "Pending"): Claim {
  const resources = { requests: { storage: "2Gi" } };
  return {
    metadata: { name: "data", namespace: "shop", uid: "1234" },
    spec: { storageClassName: "local", accessModes: ["ReadWriteOnce"], resources, ...spec },
    status: { phase },
  };
}

function volume(more: Partial<Volume["spec"]> = {}, phase = "Released", by = PROVISIONER): Volume {
  return {
    metadata: { name: "pvc-1234", annotations: { "pv.kubernetes.io/provisioned-by": by } },
    spec: { persistentVolumeReclaimPolicy: "Delete", local: { path: `${FOLDER}/shop_data_1234` }, ...more },
    status: { phase },
  };
}

describe("missingVolumes", () => {
  const missing = (...claims: Claim[]) => missingVolumes({ claims, volumes: [], classes: [storageClass()] }, FOLDER);

  it("gives a waiting claim a folder of its own, as large and as the class wants it", () => {
    expect(missing(claim())).toMatchObject([
      {
        metadata: { name: "pvc-1234" },
        spec: {
          capacity: { storage: "2Gi" },
          accessModes: ["ReadWriteOnce"],
          persistentVolumeReclaimPolicy: "Delete",
          claimRef: { namespace: "shop", name: "data", uid: "1234" },
          local: { path: `${FOLDER}/shop_data_1234` },
        },
      },
    ]);
  });

  it("retains what its class retains", () => {
    const classes = [storageClass({ reclaimPolicy: "Retain" })];
    expect(missingVolumes({ claims: [claim()], volumes: [], classes }, FOLDER)).toMatchObject([
      { spec: { persistentVolumeReclaimPolicy: "Retain" } },
    ]);
  });

  it.each([
    ["is bound", claim({}, "Bound")],
    ["names its volume", claim({ volumeName: "mine" })],
    ["asks another class", claim({ storageClassName: "fast" })],
    ["wants a device", claim({ volumeMode: "Block" })],
  ])("leaves a claim alone that %s", (_, other) => expect(missing(other)).toEqual([]));

  it("makes no second one while the first is being bound", () => {
    const seen = { claims: [claim()], volumes: [volume({}, "Available")], classes: [storageClass()] };
    expect(missingVolumes(seen, FOLDER)).toEqual([]);
  });

  it("leaves the claims of another provisioner alone", () => {
    const classes = [storageClass({ provisioner: "example.com/disk" })];
    expect(missingVolumes({ claims: [claim()], volumes: [], classes }, FOLDER)).toEqual([]);
  });
});

describe("releasedVolumes", () => {
  const released = (one: Volume) => releasedVolumes({ claims: [], volumes: [one], classes: [] }, FOLDER).length;

  it("takes those whose claim is gone", () => expect(released(volume())).toBe(1));

  it.each([
    ["in use", volume({}, "Bound")],
    ["to be retained", volume({ persistentVolumeReclaimPolicy: "Retain" })],
    ["of another provisioner", volume({}, "Released", "example.com/disk")],
    ["outside the folder", volume({ local: { path: "/etc" } })],
    ["the folder itself", volume({ local: { path: FOLDER } })],
    ["above it by dots", volume({ local: { path: `${FOLDER}/../../etc` } })],
  ])("leaves alone what is %s", (_, other) => expect(released(other)).toBe(0));
});
