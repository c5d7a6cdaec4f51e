namespace MyIkev2.Engine.Wire;

/// <summary>The Security Association payload (RFC 7296 section 3.3): one or more proposals.</summary>
public sealed record SecurityAssociationPayload(IReadOnlyList<Proposal> Proposals) : Payload
{
    public override PayloadType Type => PayloadType.SecurityAssociation;

    public override void WriteBody(ref WireWriter w)
    {
        for (int i = 0; i < Proposals.Count; i++)
        {
            Proposals[i].Write(ref w, last: i == Proposals.Count - 1);
        }
    }

    public bool Equals(SecurityAssociationPayload? other) =>
        base.Equals(other) && Octets.Same(Proposals, other.Proposals);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Octets.Hash(Proposals));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        var proposals = new List<Proposal>(1);
        bool more = true;
        while (more && !reader.Failed)
        {
            if (proposals.Count == WireLimits.Proposals)
            {
                reader.Fail(WireErrorCode.TooManyItems, "SA: proposals");
                break;
            }

            proposals.Add(Proposal.Read(ref reader, out more));
        }

        return new SecurityAssociationPayload(proposals) { Critical = header.Critical };
    }
}
