// Who gets which partition: everybody as many, and as much as possible what they had before, because a partition that moves is
// a state that is read again.
import kafkajs, { type GroupMember, type GroupMemberAssignment, type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const NAME = 'nhip-sticky';
const VERSION = 1;

/** @param owned the partitions this member holds now. */
export function stickyAssigner(owned: () => readonly number[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.from(JSON.stringify(owned())) }),
    }),
    assign: async ({ members, topics }): Promise<GroupMemberAssignment[]> => {
      const [topic = ''] = topics;
      const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
      const held = new Map(members.map((member) => [member.memberId, heldBy(member)]));
      return [...share(partitions, held)].map(([memberId, own]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: { [topic]: [...own] },
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function heldBy({ memberMetadata }: GroupMember): readonly number[] {
  try {
    const decoded = MemberMetadata.decode(memberMetadata);
    const held: unknown = JSON.parse(decoded?.userData.toString('utf8') ?? '[]');
    return Array.isArray(held) ? held.filter((each) => Number.isInteger(each)) : [];
  } catch {
    return [];
  }
}

/** Member -> its partitions; the same answer whatever the order of the members. */
export function share(
  partitions: readonly number[],
  held: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, readonly number[]> {
  const members = [...held.keys()].sort();
  const free = new Set(partitions);
  const shares = new Map<string, number[]>(members.map((member) => [member, []]));
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  // First who holds more than the smaller share, so that the larger shares go where they already are.
  const byHoldings = [...members].sort((left, right) => (held.get(right)?.length ?? 0) - (held.get(left)?.length ?? 0));
  for (const member of byHoldings) {
    const own = (held.get(member) ?? []).filter((partition) => free.has(partition)).sort((left, right) => left - right);
    const room = own.length > least && larger > 0 ? least + 1 : least;
    if (room > least) larger -= 1;
    for (const partition of own.slice(0, room)) {
      free.delete(partition);
      shares.get(member)?.push(partition);
    }
  }
  for (const partition of [...free].sort((left, right) => left - right)) {
    const [poorest] = [...shares].sort(([, left], [, right]) => left.length - right.length);
    poorest?.[1].push(partition);
  }
  return shares;
}
