import { type Finding, type Resource, stackRule } from "../rule";
import { at, known, list, text } from "../value";
import { DOCKER_VOLUME, dockerLabel } from "../view/docker";
import { titleOf } from "../view/kubernetes";

const COLLECTION = "vector-platform:index:Collection";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const OURS = "vector-platform:";
/** Redis is not among them: it is a cache, which fills again. */
const OUR_DATA = ["Qdrant", "Collections", "Postgres"].map((name) => `${OURS}data:${name}`);

export const protectedData = stackRule([DOCKER_VOLUME, COLLECTION, STATEFUL_SET, CLAIM, NAMESPACE], {
  name: "protected-data",
  description: "What keeps data in production is protected from being deleted.",
  why: "A wrong `pulumi destroy`, or a rename, would delete it with everything in it.",
  onlyIn: "production",
  judge: (resources) => {
    const holders = resources.filter(holdsData);
    const namespaces = holders.map(({ props }) => at(props, "metadata", "namespace"));
    const around = resources.filter(
      ({ type, props }) => type === NAMESPACE && namespaces.includes(at(props, "metadata", "name")),
    );
    return [
      ...[...holders, ...around].filter(({ protect }) => !protect).map(unprotected),
      ...holders.flatMap(deletedClaims),
    ];
  },
});

/**
 * What the platform runs besides its data services can be made again. Of what is not the platform's nobody can know, so
 * it counts as data.
 */
function holdsData(resource: Resource): boolean {
  const { type, props, urn } = resource;
  if (type === NAMESPACE) return false;
  if (type === DOCKER_VOLUME && dockerLabel(props, "vector-platform.directory") !== undefined) return false;
  if (type === STATEFUL_SET && list(at(props, "spec", "volumeClaimTemplates")).length === 0) return false;
  const component = componentOf(urn);
  return component === undefined || OUR_DATA.includes(component);
}

/** The type of the platform's component that a resource is part of: a URN carries the types of all its parents. */
function componentOf(urn: string): string | undefined {
  const types = urn.split("::")[2]?.split("$").slice(0, -1) ?? [];
  return types.reverse().find((type) => type.startsWith(OURS));
}

function unprotected(resource: Resource): Finding {
  const fix = "set protectData in the stack's config; for a resource of your own its option `protect`";
  return { which: title(resource), what: "it is not protected", fix };
}

function deletedClaims(resource: Resource): Finding[] {
  const policy = at(resource.props, "spec", "persistentVolumeClaimRetentionPolicy");
  const deletes = ["whenDeleted", "whenScaled"].filter((when) => at(policy, when) === "Delete");
  return deletes.map((when) => ({
    which: title(resource),
    what: `its claims are deleted with it (${when})`,
    fix: `set persistentVolumeClaimRetentionPolicy.${when} to Retain`,
  }));
}

function title(resource: Resource): string {
  if (resource.type === DOCKER_VOLUME) return `volume ${resource.name}`;
  if (resource.type === COLLECTION) return `collection ${known(text(at(resource.props, "name"))) ?? resource.name}`;
  return titleOf(resource);
}
