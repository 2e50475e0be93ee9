import { capacityProblems } from "../../stacks/config/capacity";
import { type Finding, type Resource, stackRule } from "../rule";
import { at } from "../value";
import { STATEFUL_SET } from "../view/controllers";
import { DOCKER_CONTAINER, DOCKER_VOLUME } from "../view/docker";
import { declaredCollections, qdrantNodes } from "../view/vectors";

const COLLECTION = "vector-platform:index:Collection";
const STACK = "pulumi:pulumi:Stack";

/** The program checks the same before it starts; this one asks what was really declared, whoever changed it. */
export const capacity = stackRule([STACK, COLLECTION, STATEFUL_SET, DOCKER_CONTAINER, DOCKER_VOLUME], {
  name: "capacity",
  description: "Qdrant has the memory and the disk that the vectors of its collections need.",
  why: "A node that runs out of memory is killed in the middle of its work, and one without disk stops writing.",
  judge: (resources) => {
    const expected = at(resources.find(({ type }) => type === STACK)?.props, "expectedVectors");
    const collections = declaredCollections(ofType(resources, COLLECTION), expected);
    const nodes = qdrantNodes(resources);
    return nodes ? findings(nodes, collections) : [];
  },
});

function findings(nodes: NonNullable<ReturnType<typeof qdrantNodes>>, collections: object): Finding[] {
  const sized = { qdrant: nodes, collections } as Parameters<typeof capacityProblems>[0];
  return capacityProblems(sized).map(({ path, found, allowed, advice }) => ({
    which: path.join("."),
    what: `it ${found}, and it takes ${allowed}`,
    fix: advice,
  }));
}

function ofType(resources: readonly Resource[], wanted: string): Resource[] {
  return resources.filter(({ type }) => type === wanted);
}
