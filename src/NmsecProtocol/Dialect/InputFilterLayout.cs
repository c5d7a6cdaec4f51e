namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>Where the filter section of an input record keeps its fields.</summary>
public sealed record InputFilterLayout : StructureLayout
{
    /// <summary>The set of conditions that apply; see <see cref="Requests.FilterSelectors"/>.</summary>
    public required WireField Select { get; init; }

    /// <summary>Tunnel ID.</summary>
    public required WireField TunnelId { get; init; }

    /// <summary>Name of the rule, action or interface.</summary>
    public required WireField ObjectName { get; init; }

    /// <summary>Local address.</summary>
    public required WireField LocalAddress { get; init; }

    /// <summary>Remote address.</summary>
    public required WireField RemoteAddress { get; init; }

    /// <summary>Prefix length of the local address.</summary>
    public required WireField LocalPrefix { get; init; }

    /// <summary>Prefix length of the remote address.</summary>
    public required WireField RemotePrefix { get; init; }

    /// <summary>State of the security association.</summary>
    public required WireField State { get; init; }

    /// <summary>Reserved byte after the state.</summary>
    public required WireField Reserved1 { get; init; }

    /// <summary>Discipline.</summary>
    public required WireField Discipline { get; init; }

    /// <summary>Reserved bytes at the end.</summary>
    public required WireField Reserved2 { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields =>
    [
        Select, TunnelId, ObjectName, LocalAddress, RemoteAddress, LocalPrefix, RemotePrefix, State, Reserved1,
        Discipline, Reserved2,
    ];

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes) => this with
    {
        Length = length,
        Select = fields[0],
        TunnelId = fields[1],
        ObjectName = fields[2],
        LocalAddress = fields[3],
        RemoteAddress = fields[4],
        LocalPrefix = fields[5],
        RemotePrefix = fields[6],
        State = fields[7],
        Reserved1 = fields[8],
        Discipline = fields[9],
        Reserved2 = fields[10],
    };
}
