import type { CollectionState } from "../collection-spec";
import type { Answer, Connection } from "./connection";
import { PlainError } from "./errors";
import { type CollectionInfo, change, creation } from "./translate";

/** What is asked of Qdrant, in its own terms. */
export class Qdrant {
  constructor(private readonly connection: Connection) {}

  /** @returns nothing when there is no such collection */
  async find(name: string, patienceSeconds?: number): Promise<CollectionInfo | undefined> {
    const answer = await this.connection.send("GET", at(name), undefined, patienceSeconds);
    if (answer.status === 404) return undefined;
    return accepted(answer, `read the collection "${name}"`) as CollectionInfo;
  }

  /** @returns false when one of that name exists already */
  async create(declared: CollectionState): Promise<boolean> {
    const answer = await this.connection.send("PUT", at(declared.name), creation(declared));
    if (answer.status === 409 || /already exists/i.test(answer.error ?? "")) return false;
    accepted(answer, `create the collection "${declared.name}"`);
    return true;
  }

  async change(actual: CollectionState, declared: CollectionState): Promise<void> {
    const body = change(actual, declared);
    if (Object.keys(body).length === 0) return;
    accepted(await this.connection.send("PATCH", at(declared.name), body), `change the collection "${declared.name}"`);
  }

  async putIndex(name: string, field: string, type: string): Promise<void> {
    const body = { field_name: field, field_schema: type };
    const answer = await this.connection.send("PUT", `${at(name)}/index?wait=true`, body);
    accepted(answer, `index the payload field "${field}" of the collection "${name}"`);
  }

  async dropIndex(name: string, field: string): Promise<void> {
    const answer = await this.connection.send("DELETE", `${at(name)}/index/${encodeURIComponent(field)}?wait=true`);
    accepted(answer, `drop the index of the payload field "${field}" of the collection "${name}"`);
  }

  async delete(name: string): Promise<void> {
    const answer = await this.connection.send("DELETE", at(name));
    if (answer.status !== 404) accepted(answer, `delete the collection "${name}"`);
  }
}

function at(name: string): string {
  return `/collections/${encodeURIComponent(name)}`;
}

function accepted(answer: Answer, what: string): unknown {
  if (answer.status < 300 && !answer.error) return answer.result;
  throw new PlainError(`Qdrant did not ${what} (HTTP ${answer.status}): ${answer.error ?? "no reason given"}`);
}
