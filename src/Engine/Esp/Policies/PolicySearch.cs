namespace MyIkev2.Engine.Esp;

/// <summary>A search under way: the packet, its fields, and the first entry in order that was found so far.</summary>
internal ref struct PolicySearch
{
    private readonly ref readonly InnerPacket _packet;
    private readonly UInt128 _remoteAddress;
    private readonly UInt128 _localAddress;
    private readonly UInt128 _remoteService;
    private readonly UInt128 _localService;

    /// <summary>When set, only entries of the same policy that have an SA count.</summary>
    private readonly PolicyEntry? _trap;

    private ulong _order = PolicyOrder.Last;
    private ulong _sequence = ulong.MaxValue;

    public PolicySearch(in InnerPacket packet, PolicyEntry? trap = null)
    {
        _packet = ref packet;
        _trap = trap;
        _remoteAddress = SelectorFields.Address(packet.Destination);
        _localAddress = SelectorFields.Address(packet.Source);
        _remoteService = SelectorFields.Service(packet.Protocol, packet.DestinationPort);
        _localService = SelectorFields.Service(packet.Protocol, packet.SourcePort);
    }

    public PolicyEntry? Found { get; private set; }

    /// <summary>True when nothing of this order or a later one can be the result any more.</summary>
    public readonly bool IsBeyond(ulong best) => best > _order;

    public readonly UInt128 Field(SelectorField field) => field switch
    {
        SelectorField.RemoteAddress => _remoteAddress,
        SelectorField.LocalAddress => _localAddress,
        SelectorField.RemoteService => _remoteService,
        _ => _localService,
    };

    /// <summary>Compares with the entry. False when it and all after it come after the one that was found.</summary>
    public bool Offer(in PolicySlot slot)
    {
        if (!slot.IsBefore(_order, _sequence))
        {
            return false;
        }

        var entry = slot.Entry;
        if (SelectorMatch.Outbound(entry.Local, entry.Remote, _packet) && (_trap is null || IsSaOf(_trap, entry)))
        {
            (Found, _order, _sequence) = (entry, slot.Order, slot.Sequence);
            return false;
        }

        return true;
    }

    private static bool IsSaOf(PolicyEntry trap, PolicyEntry entry) =>
        entry.Sa is not null && entry.VpnName == trap.VpnName && entry.Policy.Name == trap.Policy.Name;
}
