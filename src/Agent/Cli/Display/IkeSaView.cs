namespace MyIkev2.Agent.Cli.Display;

/// <summary>What the command line shows of an IKE SA, however it was obtained. Ages and times left are taken against <see cref="IkeSaList.AsOf"/>.</summary>
internal sealed record IkeSaView
{
    public required string VpnName { get; init; }

    public required uint UniqueId { get; init; }

    /// <summary>Lower case, in the words of the state tree: created, connecting, established, rekeying, rekeyed, deleting ...</summary>
    public required string State { get; init; }

    public string Vrf { get; init; } = "main";

    public int Version { get; init; } = 2;

    public required ulong InitiatorSpi { get; init; }

    public required ulong ResponderSpi { get; init; }

    public required string LocalAddress { get; init; }

    public required int LocalPort { get; init; }

    public string LocalId { get; init; } = string.Empty;

    public required string RemoteAddress { get; init; }

    public required int RemotePort { get; init; }

    public string RemoteId { get; init; } = string.Empty;

    /// <summary>Empty until negotiated.</summary>
    public string Encryption { get; init; } = string.Empty;

    /// <summary>Empty with a combined-mode cipher.</summary>
    public string Integrity { get; init; } = string.Empty;

    public string Prf { get; init; } = string.Empty;

    public string KeyExchange { get; init; } = string.Empty;

    public bool UdpEncapsulation { get; init; }

    public bool Mobike { get; init; }

    public bool PpkUsed { get; init; }

    public DateTimeOffset? EstablishedAt { get; init; }

    public DateTimeOffset? RekeyAt { get; init; }

    public DateTimeOffset? ReauthenticateAt { get; init; }

    /// <summary>End of validity of the peer's certificate; null where it showed none.</summary>
    public DateTimeOffset? RemoteCertificateNotAfter { get; init; }

    public IReadOnlyList<ChildSaView> Children { get; init; } = [];

    /// <summary>Children that carry traffic now.</summary>
    public int ActiveChildren => Children.Count(static c => c.State is "installed" or "rekeying" or "updating");

    /// <summary>Null unless keys were asked for and may be shown.</summary>
    public IkeSaKeysView? Keys { get; init; }
}

/// <summary>What the command line shows of a pair of Child SAs.</summary>
internal sealed record ChildSaView
{
    public required string PolicyName { get; init; }

    public required uint UniqueId { get; init; }

    public required uint RequestId { get; init; }

    /// <summary>Lower case: routed, installing, installed, rekeying, rekeyed, deleting, deleted.</summary>
    public required string State { get; init; }

    /// <summary>esp or ah.</summary>
    public string Protocol { get; init; } = "esp";

    /// <summary>tunnel or transport.</summary>
    public string Mode { get; init; } = "tunnel";

    public bool UdpEncapsulation { get; init; }

    public required uint SpiIn { get; init; }

    public required uint SpiOut { get; init; }

    public string Encryption { get; init; } = string.Empty;

    public string Integrity { get; init; } = string.Empty;

    public string KeyExchange { get; init; } = string.Empty;

    public bool ExtendedSequenceNumbers { get; init; }

    public ulong InBytes { get; init; }

    public ulong InPackets { get; init; }

    public ulong OutBytes { get; init; }

    public ulong OutPackets { get; init; }

    public DateTimeOffset? InstalledAt { get; init; }

    public DateTimeOffset? RekeyAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False before it has algorithms, SPIs and traffic, and when they are gone.</summary>
    public bool IsInstalled => State is not ("deleted" or "routed" or "installing");

    public IReadOnlyList<SelectorView> LocalSelectors { get; init; } = [];

    public IReadOnlyList<SelectorView> RemoteSelectors { get; init; } = [];

    public ChildSaKeysView? Keys { get; init; }
}

/// <summary>A traffic selector.</summary>
/// <param name="Addresses">A subnet, or a range.</param>
/// <param name="Protocol">Number; empty for any.</param>
/// <param name="Ports">One or a range; empty for any.</param>
internal sealed record SelectorView(string Addresses, string Protocol = "", string Ports = "")
{
    /// <summary><c>10.0.0.0/8</c>, <c>10.0.0.0/8[6/443]</c>.</summary>
    public override string ToString() => (Protocol, Ports) switch
    {
        ("", "") => Addresses,
        (_, "") => $"{Addresses}[{Protocol}]",
        _ => $"{Addresses}[{(Protocol.Length > 0 ? Protocol : "0")}/{Ports}]",
    };
}

/// <summary>Keys of an IKE SA.</summary>
internal sealed record IkeSaKeysView(ReadOnlyMemory<byte> SkEi, ReadOnlyMemory<byte> SkEr, ReadOnlyMemory<byte> SkAi, ReadOnlyMemory<byte> SkAr)
{
    public override string ToString() => "keys";
}

/// <summary>Keys of a pair of Child SAs.</summary>
internal sealed record ChildSaKeysView(
    ReadOnlyMemory<byte> EncryptionIn, ReadOnlyMemory<byte> EncryptionOut, ReadOnlyMemory<byte> IntegrityIn, ReadOnlyMemory<byte> IntegrityOut)
{
    public override string ToString() => "keys";
}

/// <summary>All SAs of one moment.</summary>
internal sealed record IkeSaList(DateTimeOffset AsOf, IReadOnlyList<IkeSaView> IkeSas)
{
    /// <summary>Whole seconds since <paramref name="moment"/>.</summary>
    public long SecondsSince(DateTimeOffset moment) => Math.Max(0, (long)Math.Floor((AsOf - moment).TotalSeconds));

    /// <summary>Whole seconds until <paramref name="moment"/>; with <see cref="SecondsSince"/> the two halves of a lifetime add up.</summary>
    public long SecondsUntil(DateTimeOffset moment) => Math.Max(0, (long)Math.Ceiling((moment - AsOf).TotalSeconds));
}
