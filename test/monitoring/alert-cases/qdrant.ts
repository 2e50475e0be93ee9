import { casesOf } from "./alert-case";

const id = { id: "mixtral" };
const answers = (status: string) => `rest_responses_total{job="qdrant",status="${status}"}`;
const search = (le: string) =>
  `rest_responses_duration_seconds_bucket{job="qdrant",endpoint="/collections/{name}/points/search",le="${le}"}`;
const points = 'collection_points{id="mixtral"}';
const up = 'up{job="qdrant"}';
const peers = (member: number) => `cluster_peers_total{job="qdrant",instance="${member}"}`;
const upOf = (member: number) => `up{job="qdrant",instance="${member}"}`;

export const qdrantCases = [
  ...casesOf("QdrantErrors", "15m", [
    {
      when: "2% of the answers are 5xx",
      series: { [answers("200")]: "0+98x20", [answers("500")]: "0+2x20" },
      fires: [{ severity: "warning", says: "2% of Qdrant's answers are 5xx, limit 1%." }],
    },
    {
      when: "callers ask for what does not exist",
      series: { [answers("200")]: "0+98x20", [answers("404")]: "0+50x20" },
      fires: [],
    },
  ]),
  ...casesOf("QdrantSlow", "20m", [
    {
      when: "searches take between 100 and 200 ms",
      series: { [search("0.1")]: "0x30", [search("0.2")]: "0+600x30", [search("+Inf")]: "0+600x30" },
      fires: [{ severity: "warning", says: "95% of searches take up to 195ms, limit 100ms." }],
    },
    {
      when: "searches take between 50 and 100 ms",
      series: { [search("0.05")]: "0x30", [search("0.1")]: "0+600x30", [search("+Inf")]: "0+600x30" },
      fires: [],
    },
  ]),
  ...casesOf("QdrantDeadReplicas", "5m", [
    {
      when: "one replica is dead",
      series: { 'collection_dead_replicas{id="mixtral"}': "1x10" },
      fires: [{ severity: "critical", labels: id, says: "1 replicas of collection mixtral are dead." }],
    },
    { when: "none is", series: { 'collection_dead_replicas{id="mixtral"}': "0x10" }, fires: [] },
  ]),
  ...casesOf("QdrantMemberLost", "10m", [
    {
      when: "one of three has no address any more",
      series: { [peers(1)]: "3x20", [peers(2)]: "3x20", [upOf(1)]: "1x20", [upOf(2)]: "1x20" },
      fires: [{ severity: "critical", says: "1 of the members that Qdrant's cluster counts do not answer." }],
    },
    {
      when: "one of three does not answer",
      series: { [peers(1)]: "3x20", [upOf(1)]: "1x20", [upOf(2)]: "1x20", [upOf(3)]: "1x5 0x15" },
      fires: [{ severity: "critical", says: "1 of the members that Qdrant's cluster counts do not answer." }],
    },
    {
      when: "all three answer",
      series: { [peers(1)]: "3x20", [upOf(1)]: "1x20", [upOf(2)]: "1x20", [upOf(3)]: "1x20" },
      fires: [],
    },
    { when: "there is no cluster", series: { [up]: "0x20" }, fires: [] },
  ]),
  ...casesOf("QdrantPointsLost", "75m", [
    {
      when: "a fifth of the points went",
      series: { [points]: "1000x59 800x30", [up]: "1x90" },
      fires: [
        {
          severity: "critical",
          labels: id,
          says: "Collection mixtral is down to 800 points, more than 10% fewer than an hour ago.",
        },
      ],
    },
    { when: "a twentieth of the points went", series: { [points]: "1000x59 950x30", [up]: "1x90" }, fires: [] },
    { when: "points were added", series: { [points]: "1000+10x90", [up]: "1x90" }, fires: [] },
    {
      when: "a member is away with its copies",
      series: { [points]: "1000x59 667x30", [upOf(1)]: "1x90", [upOf(2)]: "1x90", [upOf(3)]: "1x59 0x30" },
      fires: [],
    },
  ]),
  ...casesOf("QdrantCollectionGone", "75m", [
    {
      when: "Qdrant answers and the collection is not there",
      series: { [points]: "1000x60 stale", [up]: "1x90" },
      fires: [
        {
          severity: "critical",
          labels: id,
          says: "Collection mixtral held 1k points an hour ago and does not exist now.",
        },
      ],
    },
    {
      when: "the whole of Qdrant does not answer",
      series: { [points]: "1000x60 stale", [up]: "1x60 0x30" },
      fires: [],
    },
    { when: "it is there", series: { [points]: "1000x90", [up]: "1x90" }, fires: [] },
  ]),
];
