import type { Policies } from "@pulumi/policy";
import { capacity } from "./capacity";
import { digestPinned } from "./digest-pinned";
import { disruptionBudget } from "./disruption-budget";
import { keysSet } from "./keys-set";
import { limits } from "./limits";
import { noLatest } from "./no-latest";
import { noPlainKeys } from "./no-plain-keys";
import { noPrivilege } from "./no-privilege";
import { noPublicDataPort } from "./no-public-data-port";
import { probes } from "./probes";
import { protectedData } from "./protected-data";
import { replicas } from "./replicas";
import { tlsOn } from "./tls-on";

/** Every rule of the pack; those about one resource come first, since they speak first. */
export const RULES: Policies = [
  ...[noLatest, digestPinned, noPrivilege, probes, limits, noPlainKeys, keysSet, noPublicDataPort],
  ...[tlsOn, protectedData, replicas, disruptionBudget, capacity],
];
