import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./rules";

new PolicyPack("vector-platform", { enforcementLevel: "mandatory", policies: [...RULES] });
